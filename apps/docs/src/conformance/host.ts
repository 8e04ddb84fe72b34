// The kit outside of pages: in Node, Deno and Bun, on the runtimes that run there.
import { thisMachine } from '@involution/adapters/machine';
import { type ConformanceAdapter, type ConformanceReport, runConformance } from '@involution/conformance';
import type { StartedRuntime } from '@involution/runtimes/runtime';
import type { RuntimeId } from '../compute/runtimes.ts';
import { adapters, onOrt } from './adapters.ts';

/** What every one of them runs. */
export const HOST_RUNTIMES = ['tfjs-cpu', 'tfjs-wasm', 'ort-wasm'] as const satisfies readonly RuntimeId[];
/** What one with WebGPU runs besides. */
export const WEBGPU_RUNTIMES = ['tfjs-webgpu', 'ort-webgpu'] as const satisfies readonly RuntimeId[];

export type HostRuntimeId = (typeof HOST_RUNTIMES | typeof WEBGPU_RUNTIMES)[number];

const { cpu: device } = thisMachine();

/** A runtime and the kit's adapter to it. */
type Start = () => Promise<[StartedRuntime, ConformanceAdapter]>;

const starts: Readonly<Record<HostRuntimeId, Start>> = {
  'tfjs-cpu': async () => {
    const { startTfjsCpu } = await import('@involution/runtimes/tfjs/cpu');
    return [await startTfjsCpu({ kernels: 'ours', device }), await adapters['tfjs-cpu']()];
  },
  'tfjs-wasm': async () => {
    const { startTfjsWasm } = await import('@involution/runtimes/tfjs/wasm');
    return [await startTfjsWasm({ device }), await adapters['tfjs-wasm']()];
  },
  'tfjs-webgpu': async () => {
    const { startTfjsWebgpu } = await import('@involution/runtimes/tfjs/webgpu');
    return [await startTfjsWebgpu(), await adapters['tfjs-webgpu']()];
  },
  'ort-wasm': async () => {
    const [ort, { startOnnxWasm }] = await Promise.all([
      import('onnxruntime-web'),
      import('@involution/runtimes/onnx/wasm'),
    ]);
    return [await startOnnxWasm({ ort, kernels: 'ours', device }), onOrt('ort-wasm', ort)];
  },
  'ort-webgpu': async () => {
    const { startOnnxWebgpu } = await import('@involution/runtimes/onnx/webgpu');
    return [await startOnnxWebgpu(), await adapters['ort-webgpu']()];
  },
};

/**
 * Runs the whole kit.
 *
 * @throws UnavailableError where this program lacks what the runtime needs.
 */
export async function runHere(id: HostRuntimeId): Promise<ConformanceReport & { version: string; device: string }> {
  const [{ version, device }, adapter] = await starts[id]();
  return { ...(await runConformance(adapter)), version, device };
}
