// The kit outside of pages: in Node, Deno and Bun, on the runtimes that run there and on bare kernels.
import { featuresOfGpu, nameOfGpu } from '@involution/adapters/gpu';
import { thisMachine } from '@involution/adapters/machine';
import { wasmAdapter } from '@involution/adapters/wasm';
import { wgslAdapter } from '@involution/adapters/wgsl';
import { type ConformanceAdapter, type ConformanceReport, runConformance } from '@involution/conformance';
import type { DataFormat } from '@involution/core';
import { UnavailableError } from '@involution/runtimes/runtime';
import type { RuntimeId } from '../compute/runtimes.ts';
import { adapters, onOrt } from './adapters.ts';
import { KERNELS, type KernelsId } from './kernels.ts';
import type { Subject } from './kit.ts';

/** What every one of them runs. */
export const HOST_RUNTIMES = ['tfjs-cpu', 'tfjs-wasm', 'ort-wasm'] as const satisfies readonly RuntimeId[];
/** What one with WebGPU runs besides. */
export const WEBGPU_RUNTIMES = ['tfjs-webgpu', 'ort-webgpu'] as const satisfies readonly RuntimeId[];

/** Kernels that every one of them runs, and those of one with WebGPU. */
export const WASM_KERNELS = ['wasm-nhwc', 'wasm-nchw'] as const satisfies readonly KernelsId[];
export const WGSL_KERNELS = [
  'wgsl-nhwc',
  'wgsl-nchw',
  'wgsl-nhwc-half',
  'wgsl-nchw-half',
] as const satisfies readonly KernelsId[];

export type HostRuntimeId = (typeof HOST_RUNTIMES | typeof WEBGPU_RUNTIMES)[number];

const { cpu: device } = thisMachine();

/** What is known of a runtime or of kernels; these have no host framework, and so no version of it. */
type Started = Pick<Subject, 'device' | 'features'> & Partial<Pick<Subject, 'version'>>;

/** A report with what was under test. */
export type HostReport = ConformanceReport & Started;

/** Gives the kit's adapter too. */
type Start = () => Promise<[Started, ConformanceAdapter]>;

const starts: Readonly<Record<HostRuntimeId | KernelsId, Start>> = {
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
  'wasm-nhwc': () => startWasm('wasm-nhwc', 'channelsLast'),
  'wasm-nchw': () => startWasm('wasm-nchw', 'channelsFirst'),
  'wgsl-nhwc': () => startWgsl('wgsl-nhwc', 'channelsLast'),
  'wgsl-nchw': () => startWgsl('wgsl-nchw', 'channelsFirst'),
  'wgsl-nhwc-half': () => startWgsl('wgsl-nhwc-half', 'channelsLast', 'float16'),
  'wgsl-nchw-half': () => startWgsl('wgsl-nchw-half', 'channelsFirst', 'float16'),
};

async function startWasm(id: KernelsId, dataFormat: DataFormat): ReturnType<Start> {
  const { loadInvolutionWasm, supportedBuilds } = await import('@involution/wasm');
  const [build] = supportedBuilds();
  const adapter = wasmAdapter({ name: nameOf(id), dataFormat, load: () => loadInvolutionWasm({ build }) });
  return [{ device: `${device}, ${build}` }, adapter];
}

async function startWgsl(
  id: KernelsId,
  dataFormat: DataFormat,
  storage: 'float32' | 'float16' = 'float32',
): ReturnType<Start> {
  const kernels = await import('@involution/wgsl');
  // Deno has WebGPU; for Node there is Dawn.
  const gpu = globalThis.navigator?.gpu ?? (await import('@involution/browser/dawn')).openGpu();
  const gpuAdapter = await gpu.requestAdapter();
  if (!gpuAdapter) throw new UnavailableError('this machine has no WebGPU adapter');
  const adapter = wgslAdapter({ name: nameOf(id), dataFormat, storage, kernels, openGpu: () => gpu });
  return [{ device: nameOfGpu(gpuAdapter.info), features: featuresOfGpu(gpuAdapter) }, adapter];
}

function nameOf(id: KernelsId): string {
  return KERNELS.find((kernels) => kernels.id === id)!.name;
}

/**
 * Runs the whole kit.
 *
 * @throws UnavailableError where this program lacks what it needs.
 */
export async function runHere(id: HostRuntimeId | KernelsId): Promise<HostReport> {
  const [{ version, device, features }, adapter] = await starts[id]();
  return { ...(await runConformance(adapter)), version, device, features };
}
