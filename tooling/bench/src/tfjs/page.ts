// Runs in the browser: what `browser.ts` calls from Node.
import { describeTfjsDevice } from '@involution/adapters/tfjs-device';
import { registerPlainBackend } from '@involution/adapters/tfjs-plain';
import { register as registerWebgl } from '@involution/tfjs-webgl';
import { register as registerWebgpu } from '@involution/tfjs-webgpu';
import * as tf from '@tensorflow/tfjs';
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { PeakBytes, RuntimeBench } from '../report.ts';
import type { Shape } from '../shapes.ts';
import { type BackendPair, benchBackend, peakBytesOf } from './backend.ts';

export type GpuBackend = 'webgl' | 'webgpu';

/** Times one GPU backend. */
export async function bench(backend: GpuBackend): Promise<Omit<RuntimeBench, 'peakBytes'> & { device: string }> {
  const result = await benchBackend(await pairOf(backend), (text) => console.log(text));
  return { ...result, device: describeTfjsDevice() };
}

/** The most bytes that a GPU backend takes for a shape. For a page that has done nothing else. */
export async function peakBytes(backend: GpuBackend, shape: Shape): Promise<PeakBytes> {
  return await peakBytesOf(shape, await pairOf(backend));
}

/** The one without our kernels has a WebGL context of its own, or shares the WebGPU device. */
async function pairOf(backend: GpuBackend): Promise<BackendPair> {
  tf.enableProdMode();
  registerWebgl();
  registerWebgpu();
  if (!(await tf.setBackend(backend))) throw new Error(`this browser has no ${backend}`);
  const active = tf.backend();
  const plain = registerPlainBackend(backend, () =>
    active instanceof WebGPUBackend ? new WebGPUBackend(active.device) : new MathBackendWebGL(),
  );
  return { ours: backend, plain };
}
