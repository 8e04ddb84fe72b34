// A fused call makes y, or the gradients, and nothing as large as the kernel tensor would be.
import { FUSED_KERNEL_NAMES, fused, involution2d } from '@involution/tfjs';
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

function sizeInBytes({ size }: tf.Tensor): number {
  return 4 * size;
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

/** The most bytes of buffers that tfjs has in use at a time while something runs, those from before among them. */
function peakBytesOf(work: () => void): number {
  const { bufferManager } = tf.backend() as WebGPUBackend;
  const acquire = bufferManager.acquireBuffer;
  let peak = 0;
  bufferManager.acquireBuffer = (...args) => {
    const buffer = acquire.apply(bufferManager, args);
    peak = Math.max(peak, bufferManager.numBytesUsed);
    return buffer;
  };
  try {
    work();
  } finally {
    bufferManager.acquireBuffer = acquire;
  }
  return peak;
}

/** y and all gradients of a layer, by one op or by two. */
function trainingStep({ kernelSize, ...tensors }: Awaited<ReturnType<typeof argsOf>>, isFused: boolean): tf.Tensor[] {
  type Tensors = [tf.Tensor4D, tf.Tensor4D, tf.Tensor2D, tf.Tensor1D];
  const layer = (...[x, features, spanWeights, spanBias]: Tensors) => {
    if (isFused) return fused.involution2d({ x, features, spanWeights, spanBias, kernelSize });
    const filter = tf.reshape<tf.Rank.R4>(spanWeights, [1, 1, ...spanWeights.shape]);
    const kernel = tf.fused.conv2d({ x: features, filter, strides: 1, pad: 'valid', bias: spanBias });
    return involution2d(x, kernel, { kernelSize });
  };
  const all = Object.values(tensors);
  const { value, grads } = tf.valueAndGrads(layer as (...args: tf.Tensor[]) => tf.Tensor)(all, tf.onesLike(tensors.x));
  return [value, ...grads];
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

  it('takes less than half the memory of two ops in a training step, whose gradients are kernels too', async () => {
    const args = await argsOf(56, 56, 64, 7);
    const peakOf = async (isFused: boolean) => {
      const results: tf.Tensor[] = [];
      const peak = peakBytesOf(() => results.push(...trainingStep(args, isFused)));
      for (const result of results) await result.data();
      tf.dispose(results);
      return peak;
    };
    const apart = await peakOf(false);
    const together = await peakOf(true);
    // x, the gradient of y, y and the gradient for x are there at once, and little else.
    expect(together).toBeGreaterThan(4 * sizeInBytes(args.x));
    expect(together).toBeLessThanOrEqual(0.5 * apart);
    const { kernelNames } = await tf.profile(() => trainingStep(args, true));
    expect(kernelNames).toEqual(expect.arrayContaining(Object.values(FUSED_KERNEL_NAMES)));
    expect(kernelNames.filter((name) => name.startsWith('Involution2D'))).toEqual([]);
  });

  it('makes the kernel tensor where that is faster', async () => {
    const args = await argsOf(8, 8, 16, 1);
    const { kernelNames } = await tf.profile(() => fused.involution2d(args));
    expect(kernelNames).toEqual(expect.arrayContaining(['_FusedMatMul', 'Involution2D']));
  });
});
