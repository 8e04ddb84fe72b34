import '@tensorflow/tfjs-backend-cpu';
import {
  involutionGradInput,
  involutionGradKernel,
  kernelShapeFor,
  type NdArray,
  resolveGeometry,
  yShapeOf,
} from '@involution/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { composedBackpropInput, composedBackpropKernel } from './composed-gradients.ts';

beforeAll(() => tf.setBackend('cpu'));

// Small integers: every result is exact in float32, whatever the order of summation, so nothing needs a tolerance.
const random = (shape: readonly number[], seed: number) =>
  tf.randomUniformInt([...shape], -2, 3, seed).toFloat() as tf.Tensor4D;
/** In float32, each zero a positive one: which sign it has is left open. */
const withoutSign = (data: ArrayLike<number>) => Float32Array.from(data, (value) => value + 0);
const arrayOf = (tensor: tf.Tensor): NdArray => ({ data: tensor.dataSync<'float32'>(), shape: tensor.shape });

describe.each([
  [
    'stride 2, tap-major and interleaved',
    { kernelSize: [2, 3], strides: 2, kernelOrder: 'tap-major', channelGrouping: 'interleaved' },
  ],
  [
    'stride 1, group-major and blocked',
    {
      kernelSize: [2, 3],
      pad: [
        [0, 2],
        [3, 0],
      ],
    },
  ],
  [
    'a stride that skips rows of x',
    { kernelSize: 2, strides: [3, 1], dilations: [2, 1], pad: 1, kernelOrder: 'tap-major' },
  ],
  ['interleaved', { kernelSize: 3, channelGrouping: 'interleaved' }],
] as const)('gradients from tfjs’s own ops, %s', (_, options) => {
  const x = random([2, 7, 5, 6], 1);
  const kernel = random(kernelShapeFor(x.shape, { ...options, groups: 2 }), 2);
  const geometry = resolveGeometry(x.shape, kernel.shape, options);
  const dy = random(yShapeOf(geometry), 3);

  it('are those of the reference for x', () => {
    const { data, shape } = involutionGradInput(arrayOf(dy), arrayOf(kernel), x.shape, options);
    const gradient = composedBackpropInput(dy, kernel, geometry);
    expect(gradient.shape).toEqual(shape);
    expect(withoutSign(gradient.dataSync())).toEqual(withoutSign(data));
  });

  it('are those of the reference for the kernel', () => {
    const { data, shape } = involutionGradKernel(arrayOf(dy), arrayOf(x), kernel.shape, options);
    const gradient = composedBackpropKernel(dy, x, geometry);
    expect(gradient.shape).toEqual(shape);
    expect(withoutSign(gradient.dataSync())).toEqual(withoutSign(data));
  });
});
