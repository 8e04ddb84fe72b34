import { restartTfjsWasm, type TfjsWasmBuild } from '@involution/adapters/tfjs-wasm';
import type { ConformanceAdapter } from '@involution/conformance';
import { tfjsAdapter } from '@involution/conformance/tfjs';
import { involution1d, involution2d, involution3d } from '@involution/tfjs';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend, env } from '@tensorflow/tfjs-core';
import { type InvolutionWasmPath, involutionWasmPath, register } from '../src/index.ts';

/** A conformance adapter for one of tfjs's builds and one of our two ways; it won't start on another way. */
export function wasmAdapter(build: TfjsWasmBuild, path: InvolutionWasmPath): ConformanceAdapter {
  const adapter = tfjsAdapter({
    name: `tfjs-wasm ${build}, ${path}`,
    backend: 'wasm',
    involution1d,
    involution2d,
    involution3d,
    register,
  });
  return {
    ...adapter,
    async init() {
      await restartTfjsWasm(build);
      await adapter.init();
      env().set('INVOLUTION_WASM_IN_PLACE', path === 'in-place');
      if (involutionWasmPath() !== path) throw new Error(`tfjs's build ${build} can't be run ${path}`);
    },
    dispose() {
      env().set('INVOLUTION_WASM_IN_PLACE', true);
    },
  };
}

/** The active backend, which must be WebAssembly. */
export function wasmBackend(): BackendWasm {
  const active = backend();
  if (!(active instanceof BackendWasm)) throw new Error('the active backend is not wasm');
  return active;
}
