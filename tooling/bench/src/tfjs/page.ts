// Runs in the browser: what `browser.ts` calls from Node.
import { describeTfjsDevice } from '@involution/adapters/tfjs-device';
import { registerPlainBackend } from '@involution/adapters/tfjs-plain';
import { register as registerWebgl } from '@involution/tfjs-webgl';
import { register as registerWebgpu } from '@involution/tfjs-webgpu';
import * as tf from '@tensorflow/tfjs';
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { RuntimeBench } from '../report.ts';
import { benchBackend } from './backend.ts';

/** Times one GPU backend. The one without our kernels has a WebGL context of its own, or shares the WebGPU device. */
export async function bench(backend: 'webgl' | 'webgpu'): Promise<RuntimeBench & { device: string }> {
  tf.enableProdMode();
  registerWebgl();
  registerWebgpu();
  if (!(await tf.setBackend(backend))) throw new Error(`this browser has no ${backend}`);
  const active = tf.backend();
  const plain = registerPlainBackend(backend, () =>
    active instanceof WebGPUBackend ? new WebGPUBackend(active.device) : new MathBackendWebGL(),
  );
  const result = await benchBackend({ ours: backend, plain }, (text) => console.log(text));
  return { ...result, device: describeTfjsDevice() };
}
