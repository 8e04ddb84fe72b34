// tfjs's GPU backends in a page, with our kernels and without.
import { registerPlainBackend } from '@involution/adapters/tfjs-plain';
import { register as registerWebgl } from '@involution/tfjs-webgl';
import { register as registerWebgpu } from '@involution/tfjs-webgpu';
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendPair } from './backend.ts';

export type GpuBackend = 'webgl' | 'webgpu';

/**
 * Makes a GPU backend the active one. The one without our kernels has a WebGL context of its own, or shares the WebGPU
 * device.
 *
 * @throws Error in a browser that has no such backend.
 */
export async function pairOf(backend: GpuBackend): Promise<BackendPair> {
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
