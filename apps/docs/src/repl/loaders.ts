// For the worker alone, with all that it loads.
import type { ModuleName } from './modules.ts';

/** Loads each module that a program can import, set up for a page where that is needed. */
export const loaders: Readonly<Record<ModuleName, () => Promise<object>>> = {
  '@involution/checkpoints': () => import('@involution/checkpoints'),
  '@involution/conformance': () => import('@involution/conformance'),
  '@involution/conformance/onnxruntime': () => import('@involution/conformance/onnxruntime'),
  '@involution/conformance/tfjs': () => import('@involution/conformance/tfjs'),
  '@involution/core': () => import('@involution/core'),
  '@involution/core/networks': () => import('@involution/core/networks'),
  '@involution/onnx': () => import('@involution/onnx'),
  '@involution/onnx/proto': () => import('@involution/onnx/proto'),
  '@involution/onnx/model': () => import('@involution/onnx/model'),
  '@involution/onnxruntime-web': () => import('@involution/onnxruntime-web'),
  '@involution/tfjs': () => import('@involution/tfjs'),
  '@involution/tfjs-converter': () => import('@involution/tfjs-converter'),
  '@involution/tfjs-converter/register': () => import('@involution/tfjs-converter/register'),
  '@involution/tfjs-cpu': () => import('@involution/tfjs-cpu'),
  '@involution/tfjs-cpu/register': () => import('@involution/tfjs-cpu/register'),
  '@involution/tfjs-layers': () => import('@involution/tfjs-layers'),
  '@involution/tfjs-layers/register': () => import('@involution/tfjs-layers/register'),
  '@involution/tfjs-wasm': withTfjsWasmFiles(() => import('@involution/tfjs-wasm')),
  '@involution/tfjs-wasm/register': withTfjsWasmFiles(() => import('@involution/tfjs-wasm/register')),
  '@involution/tfjs-webgl': () => import('@involution/tfjs-webgl'),
  '@involution/tfjs-webgl/register': () => import('@involution/tfjs-webgl/register'),
  '@involution/tfjs-webgpu': () => import('@involution/tfjs-webgpu'),
  '@involution/tfjs-webgpu/register': () => import('@involution/tfjs-webgpu/register'),
  '@involution/wasm': () => import('@involution/wasm'),
  '@involution/webgpu-interop': () => import('@involution/webgpu-interop'),
  '@involution/wgsl': () => import('@involution/wgsl'),
  '@tensorflow/tfjs': () => import('@tensorflow/tfjs'),
  '@tensorflow/tfjs-backend-cpu': () => import('@tensorflow/tfjs-backend-cpu'),
  '@tensorflow/tfjs-backend-wasm': withTfjsWasmFiles(() => import('@tensorflow/tfjs-backend-wasm')),
  '@tensorflow/tfjs-backend-webgl': () => import('@tensorflow/tfjs-backend-webgl'),
  '@tensorflow/tfjs-backend-webgpu': () => import('@tensorflow/tfjs-backend-webgpu'),
  '@tensorflow/tfjs-core': () => import('@tensorflow/tfjs-core'),
  '@tensorflow/tfjs-layers': () => import('@tensorflow/tfjs-layers'),
  'involution-convert': () => import('involution-convert'),
  // The build without WebGPU is half the size of the default one.
  'onnxruntime-web': withOneThread(() => import('onnxruntime-web/wasm')),
  'onnxruntime-web/wasm': withOneThread(() => import('onnxruntime-web/wasm')),
  'onnxruntime-web/webgpu': withOneThread(() => import('onnxruntime-web/webgpu')),
};

/** tfjs would look for its binaries beside a script that Vite has moved. */
function withTfjsWasmFiles(load: () => Promise<object>): () => Promise<object> {
  return async () => {
    const { setTfjsWasmFiles } = await import('@involution/adapters/tfjs-wasm-files');
    setTfjsWasmFiles();
    return load();
  };
}

/** Threads would take time to start, and are to be had on isolated pages alone. */
function withOneThread(load: () => Promise<typeof import('onnxruntime-web')>): () => Promise<object> {
  return async () => {
    const ort = await load();
    ort.env.wasm.numThreads = 1;
    return ort;
  };
}
