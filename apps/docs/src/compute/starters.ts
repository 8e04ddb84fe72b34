// Apart from `runtimes.ts`, which pages read: what is here is for workers alone, with all that it loads.
import type { StartedRuntime } from '@involution/runtimes/runtime';
import type { RuntimeId } from './runtimes.ts';

/** Loads and starts a runtime here: in a worker, so that pages stay responsive. */
export const starters: Readonly<Record<RuntimeId, () => Promise<StartedRuntime>>> = {
  'tfjs-cpu': async () =>
    (await import('@involution/runtimes/tfjs/cpu')).startTfjsCpu({ kernels: 'ours', device: cpu() }),
  'tfjs-wasm': async () => {
    const { setTfjsWasmFiles } = await import('@involution/adapters/tfjs-wasm-files');
    setTfjsWasmFiles();
    return (await import('@involution/runtimes/tfjs/wasm')).startTfjsWasm({ device: cpu() });
  },
  'tfjs-webgl': async () => (await import('@involution/runtimes/tfjs/webgl')).startTfjsWebgl(),
  'tfjs-webgpu': async () => (await import('@involution/runtimes/tfjs/webgpu')).startTfjsWebgpu(),
  'ort-wasm': async () => {
    const ort = await import('onnxruntime-web/wasm');
    return (await import('@involution/runtimes/onnx/wasm')).startOnnxWasm({ ort, kernels: 'ours', device: cpu() });
  },
  'ort-webgpu': async () => (await import('@involution/runtimes/onnx/webgpu')).startOnnxWebgpu(),
};

/** A browser does not tell more. */
function cpu(): string {
  return `${navigator.hardwareConcurrency} threads`;
}
