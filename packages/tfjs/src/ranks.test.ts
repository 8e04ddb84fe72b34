import '@tensorflow/tfjs-backend-cpu';
import { InvolutionError } from '@involution/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { involution1d, involution3d } from './index.ts';

tf.env().set('INVOLUTION_WARN_UNREGISTERED', false);

describe('involution1d', () => {
  it('takes one sequence [W, C] and gives one back', () => {
    const x = tf.randomUniform<tf.Rank.R3>([1, 7, 4], -1, 1, 'float32', 1);
    const kernel = tf.randomUniform<tf.Rank.R3>([1, 7, 6], -1, 1, 'float32', 2);
    const batch = involution1d(x, kernel, { kernelSize: 3 });
    const one = involution1d(tf.squeeze<tf.Tensor2D>(x, [0]), kernel, { kernelSize: 3 });
    expect(one.shape).toEqual([7, 4]);
    expect(one.dataSync()).toEqual(batch.dataSync());
  });
});

describe('involution3d', () => {
  const x = tf.ones<tf.Rank.R5>([1, 2, 1, 1, 1]);

  it('multiplies no weight over padding of depth, however infinite', () => {
    // Of three taps of depth the first lies over padding at output 0, the last at output 1.
    const kernel = tf.tensor5d([Infinity, 1, 1, 1, 1, Infinity], [1, 2, 1, 1, 3]);
    const y = involution3d(x, kernel, { kernelSize: [3, 1, 1] });
    expect([...y.dataSync()]).toEqual([2, 2]);
  });

  it('has zero gradients where no window is over x', () => {
    const kernel = tf.ones<tf.Rank.R5>([1, 2, 1, 1, 1]);
    // Output positions -1 and 2 of an x of two.
    const place = {
      kernelSize: 1,
      strides: [3, 1, 1],
      pad: [
        [1, 1],
        [0, 0],
        [0, 0],
      ] as [number, number][],
    };
    const f = (a: tf.Tensor, b: tf.Tensor) => involution3d(a as tf.Tensor5D, b as tf.Tensor5D, place);
    const { value, grads } = tf.valueAndGrads((a, b) => f(a, b).sum())([x, kernel]);
    expect([value, ...grads].map((result) => [...result.dataSync()])).toEqual([[0], [0, 0], [0, 0]]);
  });
});

describe.each([
  ['involution1d', involution1d as (x: tf.Tensor, kernel: tf.Tensor, options: object) => tf.Tensor, [1, 4, 4, 1]],
  ['involution3d', involution3d as (x: tf.Tensor, kernel: tf.Tensor, options: object) => tf.Tensor, [1, 4, 1]],
])('%s', (_, op, otherShape) => {
  it.each([
    ['x of another rank', 'UNSUPPORTED_RANK', tf.ones(otherShape), tf.ones(otherShape), { kernelSize: 1 }],
    ['channels first', 'INVALID_DATA_FORMAT', tf.ones([1]), tf.ones([1]), { dataFormat: 'channelsFirst' }],
    ['int32', 'INVALID_DTYPE', tf.ones([1], 'int32'), tf.ones([1]), { kernelSize: 1 }],
  ])('refuses %s and leaves no tensor', (_, code, x, kernel, options) => {
    const before = tf.memory().numTensors;
    expect(() => op(x, kernel, options)).toThrow(expect.objectContaining({ code }));
    expect(() => op(x, kernel, options)).toThrow(InvolutionError);
    expect(tf.memory().numTensors).toBe(before);
  });
});
