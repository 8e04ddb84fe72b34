// A fused call makes y, and nothing as large as the kernel tensor would be.
import { fused } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-backend-webgpu';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { registerFused } from './fused.ts';
import { register } from './index.ts';

beforeAll(async () => {
  tf.enableProdMode();
  register();
  registerFused();
  await tf.setBackend('webgpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

/** The layer of a group for 16 channels and a feature for 4, on the GPU. */
async function argsOf(height: number, width: number, channels: number, kernelSize: number) {
  const random = <R extends tf.Rank>(shape: tf.ShapeMap[R]) => tf.randomUniform<R>(shape, -1, 1, 'float32', 1);
  const columns = (channels / 16) * kernelSize ** 2;
  const features = channels / 4;
  const tensors = {
    x: random<tf.Rank.R4>([1, height, width, channels]),
    features: random<tf.Rank.R4>([1, height, width, features]),
    spanWeights: random<tf.Rank.R2>([features, columns]),
    spanBias: random<tf.Rank.R1>([columns]),
  };
  fused.involution2d({ ...tensors, kernelSize }).dispose();
  return { ...tensors, kernelSize };
}

/** The bytes of all buffers that are made while something runs. */
function bytesMadeBy(work: () => void): number {
  const { device } = tf.backend() as WebGPUBackend;
  const create = device.createBuffer;
  let bytes = 0;
  device.createBuffer = (descriptor) => {
    bytes += descriptor.size;
    return create.call(device, descriptor);
  };
  try {
    work();
  } finally {
    device.createBuffer = create;
  }
  return bytes;
}

describe('fused.involution2d on webgpu', () => {
  it('is one kernel, for which nothing is allocated beside y', async () => {
    const args = await argsOf(64, 128, 64, 7);
    const results: tf.Tensor[] = [];
    const bytes = bytesMadeBy(() => void results.push(fused.involution2d(args), fused.involution2d(args)));
    // Of two results one may lie where the first call's did.
    const bytesOfY = 4 * 64 * 128 * 64;
    expect(bytes).toBeGreaterThanOrEqual(bytesOfY);
    expect(bytes).toBeLessThanOrEqual(2 * bytesOfY + 2 ** 20);
    const { kernelNames } = await tf.profile(() => fused.involution2d(args));
    expect(kernelNames).toContain('FusedInvolution2D');
    expect(kernelNames).not.toContain('Involution2D');
  });

  it('makes the kernel tensor where that is faster', async () => {
    const args = await argsOf(8, 8, 16, 1);
    const { kernelNames } = await tf.profile(() => fused.involution2d(args));
    expect(kernelNames).toEqual(expect.arrayContaining(['_FusedMatMul', 'Involution2D']));
  });
});
