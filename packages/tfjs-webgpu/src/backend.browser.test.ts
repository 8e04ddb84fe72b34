// What a user of tfjs's WebGPU backend expects beyond right numbers.
import { FLOAT32_UNIT_ROUNDOFF } from '@involution/core';
import { involution2d, involution3d, KERNEL_NAMES } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { register } from './index.ts';

beforeAll(async () => {
  tf.enableProdMode();
  register();
  await tf.setBackend('webgpu');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const random = (shape: [number, number, number, number], seed: number) =>
  tf.randomUniform<tf.Rank.R4>(shape, -1, 1, 'float32', seed);

const gpuBytes = () => (tf.memory() as unknown as { numBytesInGPU: number }).numBytesInGPU;

/** Counts what the device compiles while something runs. */
async function countPipelines(work: () => Promise<unknown>): Promise<number> {
  const { device } = tf.backend() as WebGPUBackend;
  const create = device.createComputePipeline;
  let count = 0;
  device.createComputePipeline = (descriptor) => {
    count++;
    return create.call(device, descriptor);
  };
  try {
    await work();
  } finally {
    device.createComputePipeline = create;
  }
  return count;
}

const forwardAndBackward = async (height: number, width: number) => {
  const results = tf.tidy(() => {
    const x = random([1, height, width, 8], 1);
    const kernel = random([1, height, width, 18], 2);
    const y = (a: tf.Tensor, b: tf.Tensor) => involution2d(a as tf.Tensor4D, b as tf.Tensor4D, { kernelSize: 3 });
    const { value, grads } = tf.valueAndGrads(y)([x, kernel], random([1, height, width, 8], 3));
    return [value, ...grads];
  });
  await Promise.all(results.map((result) => result.data()));
  tf.dispose(results);
};

describe('involution2d on webgpu', () => {
  it('is one kernel, forward and backward', async () => {
    const { kernelNames } = await tf.profile(() => forwardAndBackward(4, 5));
    for (const name of Object.values(KERNEL_NAMES[2])) {
      expect(kernelNames.filter((ran) => ran === name)).toHaveLength(1);
    }
    expect(kernelNames).not.toContain('PadV2');
  });

  it('is one kernel of volumes, forward and backward', async () => {
    const x = tf.ones<tf.Rank.R5>([1, 3, 4, 5, 8]);
    const kernel = tf.ones<tf.Rank.R5>([1, 3, 4, 5, 54]);
    const y = (a: tf.Tensor, b: tf.Tensor) => involution3d(a as tf.Tensor5D, b as tf.Tensor5D, { kernelSize: 3 });
    const { kernelNames } = await tf.profile(() => tf.grads(y)([x, kernel], x));
    expect(kernelNames.filter((ran) => ran.startsWith('Involution'))).toEqual(Object.values(KERNEL_NAMES[3]));
  });

  it('compiles nothing new for a second call, nor for another size of the same structure', async () => {
    await forwardAndBackward(9, 10);
    expect(await countPipelines(() => forwardAndBackward(9, 10))).toBe(0);
    expect(await countPipelines(() => forwardAndBackward(12, 17))).toBe(0);
  });

  it('takes tensors that were never on the GPU, and can be timed', async () => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const kernel = tf.ones<tf.Rank.R4>([1, 2, 2, 9]);
    const { wallMs } = await tf.time(() => involution2d(x, kernel, { kernelSize: 3 }));
    expect(wallMs).toBeGreaterThanOrEqual(0);
    expect(await involution2d(x, kernel, { kernelSize: 3 }).array()).toEqual([
      [
        [[10], [10]],
        [[10], [10]],
      ],
    ]);
  });

  it('leaves no tensor and no GPU byte after 200 calls of changing shape', async () => {
    await forwardAndBackward(5, 5);
    const before = { tensors: tf.memory().numTensors, bytes: gpuBytes() };
    for (let k = 0; k < 200; k++) await forwardAndBackward(3 + (k % 11), 3 + (k % 7));
    expect({ tensors: tf.memory().numTensors, bytes: gpuBytes() }).toEqual(before);
  });
});

describe('training', () => {
  /** A small net: convolution, involution with a generated kernel, mean, dense; 30 steps of gradient descent. */
  async function finalLoss(backend: string): Promise<number> {
    await tf.setBackend(backend);
    const x = random([4, 6, 6, 3], 1);
    const target = random([4, 1, 1, 2], 2);
    const weights = [
      tf.variable(random([1, 1, 3, 8], 3)),
      tf.variable(random([1, 1, 8, 18], 4).mul(0.2) as tf.Tensor4D),
      tf.variable(random([1, 1, 8, 2], 5)),
    ] as const;
    const loss = () => {
      const features = tf.relu(tf.conv2d(x, weights[0] as tf.Tensor4D, 1, 'same'));
      const kernel = tf.conv2d(features, weights[1] as tf.Tensor4D, 1, 'same');
      const y = involution2d(features, kernel, { kernelSize: 3 });
      const out = tf.conv2d(tf.mean(y, [1, 2], true) as tf.Tensor4D, weights[2] as tf.Tensor4D, 1, 'same');
      return tf.mean(tf.squaredDifference(out, target)) as tf.Scalar;
    };
    const optimizer = tf.train.sgd(0.1);
    const first = (await loss().data())[0]!;
    for (let step = 0; step < 30; step++) optimizer.minimize(loss, false, [...weights]);
    const last = (await loss().data())[0]!;
    expect(last).toBeLessThan(first / 2);
    tf.dispose([...weights]);
    return last;
  }

  it('reaches the same loss as on cpu', async () => {
    const onCpu = await finalLoss('cpu');
    const onGpu = await finalLoss('webgpu');
    // 30 steps of some 1,000 roundings each: far above what rounding gives, far below what a wrong gradient would.
    expect(Math.abs(onGpu / onCpu - 1)).toBeLessThan(30_000 * FLOAT32_UNIT_ROUNDOFF);
  });
});

describe('a lost device', () => {
  it('ends in an error that says so, and a fresh backend works afterwards', async () => {
    const { device: original } = tf.backend() as WebGPUBackend;
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter!.requestDevice();
    tf.registerBackend('webgpu-doomed', () => new WebGPUBackend(device));
    tf.copyRegisteredKernels('webgpu', 'webgpu-doomed');
    await tf.setBackend('webgpu-doomed');
    const x = random([1, 4, 4, 4], 1);
    const kernel = random([1, 4, 4, 9], 2);
    await involution2d(x, kernel, { kernelSize: 3 }).data();

    device.destroy();
    await device.lost;
    expect(() => involution2d(x, kernel, { kernelSize: 3 })).toThrow(
      expect.objectContaining({ name: 'InvolutionError', code: 'DEVICE_LOST' }),
    );

    await tf.setBackend('webgpu');
    expect((tf.backend() as WebGPUBackend).device).toBe(original);
    const ones = involution2d(tf.ones<tf.Rank.R4>([1, 1, 1, 4]), tf.ones<tf.Rank.R4>([1, 1, 1, 1]), { kernelSize: 1 });
    expect(Array.from(await ones.data())).toEqual([1, 1, 1, 1]);
  });
});
