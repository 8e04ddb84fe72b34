// Tensors as they come from tfjs's other ops: packed or not, on the CPU or the GPU, slices and reshapes of others.
import '@tensorflow/tfjs';
import { involution } from '@involution/core';
import { involution2d, involution3d } from '@involution/tfjs';
import { webgl_util } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorWith } from '../test/error-with.ts';
import { webglBackend } from '../test/webgl-adapter.ts';
import { register } from './index.ts';
import { checkTexture } from './limits.ts';

beforeAll(async () => {
  register();
  await tf.setBackend('webgl');
});
afterEach(() => {
  tf.env().set('WEBGL_PACK', true);
  tf.env().set('WEBGL_MAX_TEXTURE_SIZE', 8192);
});

function random(shape: tf.Tensor4D['shape']): tf.Tensor4D;
function random(shape: tf.Tensor5D['shape']): tf.Tensor5D;
function random(shape: tf.Tensor4D['shape'] | tf.Tensor5D['shape']): tf.Tensor {
  return tf.randomUniform(shape, -1, 1, 'float32', 7);
}

/** A copy that has been through a shader, so that its values are in a texture and nowhere else. */
function onDevice<T extends tf.Tensor>(tensor: T): T {
  return tf.addN([tensor, tf.zerosLike(tensor)]);
}

/** The first of the 8 channels of each pixel. */
function onePerPixel(values: ArrayLike<number>): number[] {
  return Array.from(values).filter((_, k) => k % 8 === 0);
}

async function expectRight(y: tf.Tensor, x: tf.Tensor, kernel: tf.Tensor): Promise<void> {
  const nd = async (t: tf.Tensor) => ({ data: await t.data(), shape: t.shape });
  const expected = involution(await nd(x), await nd(kernel), { kernelSize: 3 });
  expect(y.shape).toEqual(expected.shape);
  const actual = await y.data();
  expect(Math.max(...expected.data.map((value, k) => Math.abs(value - actual[k]!)))).toBeLessThan(1e-5);
}

describe.each([true, false])('with WEBGL_PACK = %s', (isPackingAllowed) => {
  beforeEach(() => {
    tf.env().set('WEBGL_PACK', isPackingAllowed);
  });

  it('takes tensors of one value, which tfjs keeps on the CPU', async () => {
    const [x, kernel] = [random([1, 1, 1, 1]), random([1, 1, 1, 9])];
    await expectRight(involution2d(x, kernel, { kernelSize: 3 }), x, kernel);
    const one = random([1, 1, 1, 1]);
    const y = involution2d(one, one, { kernelSize: 1 });
    expect((await y.data())[0]).toBeCloseTo((await one.data())[0]! ** 2, 6);
  });

  it('takes small tensors on the CPU', async () => {
    const [x, kernel] = [random([1, 2, 2, 4]), random([1, 2, 2, 9])];
    await expectRight(involution2d(x, kernel, { kernelSize: 3 }), x, kernel);
  });

  it('takes a slice that shares the texture of a larger tensor', async () => {
    const [xs, kernels] = [random([3, 6, 5, 8]), random([3, 6, 5, 9])];
    const [x, kernel] = [xs, kernels].map((t) => tf.slice(t, 1, 1)) as [tf.Tensor4D, tf.Tensor4D];
    await expectRight(involution2d(x, kernel, { kernelSize: 3 }), x, kernel);
  });

  it('takes a reshaped result of another op', async () => {
    const [a, b] = [random([1, 1, 30, 8]), random([1, 1, 270, 1])].map(onDevice) as [tf.Tensor4D, tf.Tensor4D];
    const [x, kernel] = [tf.reshape<tf.Rank.R4>(a, [1, 6, 5, 8]), tf.reshape<tf.Rank.R4>(b, [1, 6, 5, 9])];
    await expectRight(involution2d(x, kernel, { kernelSize: 3 }), x, kernel);
  });

  it.each<[string, (shape: tf.Tensor5D['shape']) => tf.Tensor5D]>([
    ['on the CPU', random],
    ['on the device', (shape) => onDevice(random(shape))],
    ['that share the texture of larger ones', ([n, ...rest]) => tf.slice(random([n + 1, ...rest]), 1, n)],
    [
      'that are other tensors reshaped',
      ([n, d, h, w, c]) => tf.reshape<tf.Rank.R5>(onDevice(random([n, w, d * h, c])), [n, d, h, w, c]),
    ],
  ])('takes volumes %s, and gives tensors that other ops take', async (_, make) => {
    const [x, kernel] = [make([2, 3, 4, 5, 8]), make([2, 3, 4, 5, 27])];
    const y = involution3d(x, kernel, { kernelSize: 3 });
    await expectRight(y, x, kernel);
    await expectRight(onDevice(y), x, kernel);
    // The product sums over columns, of which there is an odd number.
    await expectRight(tf.matMul(tf.eye(5), y), x, kernel);
  });

  it('takes and gives tensors whose texels tfjs wraps', async () => {
    tf.env().set('WEBGL_MAX_TEXTURE_SIZE', 64);
    const [x, kernel] = [random([1, 13, 17, 16]), random([1, 13, 17, 18])];
    const texture = webgl_util.getTextureShapeFromLogicalShape(x.shape, isPackingAllowed);
    expect(texture[1] % 16).not.toBe(0);
    await expectRight(involution2d(x, kernel, { kernelSize: 3 }), x, kernel);
  });

  it('leaves zeros where a packed texel has no value, on which tfjs counts', async () => {
    // tfjs's addition fills what lies beyond the last column: 0 + 1.
    const [x, kernel, dy] = [random([1, 4, 5, 8]), random([1, 4, 5, 9]), random([1, 4, 5, 8])].map((t) =>
      tf.add(t, 1),
    ) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const f = (a: tf.Tensor, b: tf.Tensor) => involution2d(a as tf.Tensor4D, b as tf.Tensor4D, { kernelSize: 3 });
    const y = f(x, kernel);
    const gradients = tf.grads(f)([x, kernel], dy);
    for (const result of [y, ...gradients]) {
      // The product of two matrices sums over columns, or over channels: an odd number of each.
      const copy = tf.tensor(await result.data(), result.shape);
      for (const transposeA of [true, false]) {
        const square = (t: tf.Tensor) => tf.matMul(t, t, transposeA, !transposeA);
        const difference = tf.max(tf.abs(tf.sub(tf.div(square(result), square(copy)), 1)));
        expect((await difference.data())[0]).toBeLessThan(1e-4);
      }
    }
  });

  it('leaves taps outside x out, whatever their weights', async () => {
    const x = tf.ones<tf.Rank.R4>([1, 3, 3, 8]);
    const isInside = (at: number) => at >= 0 && at < 3;
    const weights = [0, 1, 2].flatMap((i) =>
      [0, 1, 2].flatMap((j) =>
        [-1, 0, 1].flatMap((u) => [-1, 0, 1].map((v) => (isInside(i + u) && isInside(j + v) ? 1 : Number.NaN))),
      ),
    );
    const kernel = tf.tensor4d(weights, [1, 3, 3, 9]);
    const f = (a: tf.Tensor, b: tf.Tensor) => involution2d(a as tf.Tensor4D, b as tf.Tensor4D, { kernelSize: 3 });
    const expected = [4, 6, 4, 6, 9, 6, 4, 6, 4];
    expect(onePerPixel(await f(x, kernel).data())).toEqual(expected);
    expect(
      onePerPixel(
        await tf
          .grad((a) => f(a, kernel))(x, tf.ones([1, 3, 3, 8]))
          .data(),
      ),
    ).toEqual(expected);
    const dKernel = tf.grad((b) => f(x, b))(kernel, tf.fill([1, 3, 3, 8], Number.POSITIVE_INFINITY));
    expect([...(await dKernel.data())]).toEqual(weights.map((w) => (w === 1 ? Number.POSITIVE_INFINITY : 0)));
  });

  it('leaves planes outside x out, whatever their weights', async () => {
    const x = tf.ones<tf.Rank.R5>([2, 3, 1, 1, 8]);
    // At the first plane the first tap is outside, at the last one the last.
    const weights = [Number.NaN, 1, 1, 1, 1, 1, 1, 1, Number.NaN];
    const kernel = tf.tensor5d([...weights, ...weights], [2, 3, 1, 1, 3]);
    const f = (a: tf.Tensor, b: tf.Tensor) =>
      involution3d(a as tf.Tensor5D, b as tf.Tensor5D, { kernelSize: [3, 1, 1] });
    const expected = [2, 3, 2, 2, 3, 2];
    expect(onePerPixel(await f(x, kernel).data())).toEqual(expected);
    const dy = tf.fill(x.shape, Number.POSITIVE_INFINITY);
    expect(
      onePerPixel(
        await tf
          .grad((a) => f(a, kernel))(x, x)
          .data(),
      ),
    ).toEqual(expected);
    const dKernel = tf.grad((b) => f(x, b))(kernel, dy);
    const inside = weights.map((w) => (w === 1 ? Number.POSITIVE_INFINITY : 0));
    expect([...(await dKernel.data())]).toEqual([...inside, ...inside]);
  });

  it('refuses a tensor that no texture holds, before anything is allocated', () => {
    const [x, kernel] = [random([1, 20, 20, 8]), random([1, 20, 20, 9])];
    tf.env().set('WEBGL_MAX_TEXTURE_SIZE', 24);
    const before = [tf.memory().numTensors, webglBackend().memory().numBytesInGPU];
    expect(() => involution2d(x, kernel, { kernelSize: 3 })).toThrow(errorWith('DEVICE_LIMIT_EXCEEDED', 'x'));
    expect([tf.memory().numTensors, webglBackend().memory().numBytesInGPU]).toEqual(before);
  });

  it("knows tfjs's limit", () => {
    tf.env().set('WEBGL_MAX_TEXTURE_SIZE', 24);
    for (const shape of [
      [1, 24, 24, 1],
      [1, 24, 24, 4],
      [1, 25, 23, 1],
      [1, 25, 23, 4],
      [4, 12, 12, 4],
      [2, 17, 17, 1],
      [1, 1, 1, 577],
      [1, 1, 577, 1],
      [1, 577, 1, 1],
      [3, 7, 11, 10],
      [1, 48, 48, 1],
      [1, 47, 49, 1],
    ]) {
      const texels = webgl_util
        .getTextureShapeFromLogicalShape(shape, isPackingAllowed)
        .map((size) => (isPackingAllowed ? size / 2 : size));
      const fits = Math.max(...texels) <= 24;
      const check = () => checkTexture('x', shape, isPackingAllowed, 24);
      if (fits) expect(check, String(shape)).not.toThrow();
      else expect(check, String(shape)).toThrow(errorWith('DEVICE_LIMIT_EXCEEDED', 'x'));
    }
  });
});
