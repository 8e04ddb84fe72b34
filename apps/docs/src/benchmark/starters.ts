// For the worker alone, with all that it loads.
import { UnavailableError } from '@involution/runtimes/runtime';
import type { RuntimeId } from '../compute/runtimes.ts';
import type { OpenBench } from './open-bench.ts';

/** Loads and starts a runtime in this worker. */
export const starters: Readonly<Record<RuntimeId, (threads: number) => Promise<OpenBench>>> = {
  'tfjs-cpu': async () => {
    const { cpuPair } = await import('@involution/bench/tfjs/cpu-pair');
    return (await import('./tfjs-bench.ts')).openTfjs(cpuPair(), 1, cpu);
  },
  'tfjs-wasm': async (threads) => {
    const { setTfjsWasmFiles } = await import('@involution/adapters/tfjs-wasm-files');
    const { wasmPair } = await import('@involution/bench/tfjs/wasm-pair');
    const { setThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    const { env } = await import('@tensorflow/tfjs-core');
    setTfjsWasmFiles();
    // One thread is the build without threads, as in the committed results.
    if (threads === 1) env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setThreadsCount(threads);
    return (await import('./tfjs-bench.ts')).openTfjs(wasmPair(), threads, cpu);
  },
  'tfjs-webgl': async () => {
    if (!new OffscreenCanvas(1, 1).getContext('webgl2')) throw new UnavailableError('this browser has no WebGL 2');
    return openGpu('webgl');
  },
  'tfjs-webgpu': async () => {
    await gpu();
    return openGpu('webgpu');
  },
  'ort-wasm': async (threads) => {
    const ort = await import('onnxruntime-web/wasm');
    return (await import('./ort-bench.ts')).openOrt(ort, 'wasm', threads, cpu());
  },
  'ort-webgpu': async () => {
    const { vendor, architecture } = (await gpu()).info;
    const device = [vendor, architecture].filter(Boolean).join(' ') || 'unnamed GPU';
    const ort = await import('onnxruntime-web/webgpu');
    return (await import('./ort-bench.ts')).openOrt(ort, 'webgpu', 1, device);
  },
};

async function openGpu(backend: 'webgl' | 'webgpu'): Promise<OpenBench> {
  const { pairOf } = await import('@involution/bench/tfjs/gpu-pair');
  const { describeTfjsDevice } = await import('@involution/adapters/tfjs-device');
  return (await import('./tfjs-bench.ts')).openTfjs(await pairOf(backend), 1, describeTfjsDevice);
}

async function gpu(): Promise<GPUAdapter> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) throw new UnavailableError('this browser has no WebGPU');
  return adapter;
}

/** A browser does not tell more. */
function cpu(): string {
  return `CPU, ${navigator.hardwareConcurrency} logical processors`;
}
