import { expect, it, vi } from 'vitest';
import type { OrtModule } from './ort.ts';

it('sessions of two bundles of onnxruntime that begin at the same time share one memory, and threads', async () => {
  const bundle = () => ({ env: { wasm: { numThreads: 2 } } }) as OrtModule;
  // As in a page that had no session before.
  vi.resetModules();
  const { wasmKernels } = await import('./wasm-kernels.ts');
  const compile = vi.spyOn(WebAssembly, 'Module');
  await Promise.all([wasmKernels(bundle()), wasmKernels(bundle())]);
  expect(compile).toHaveBeenCalledTimes(1);
  compile.mockRestore();
});
