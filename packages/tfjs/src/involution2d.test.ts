import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { involution2d } from './involution2d.ts';
import type { Involution2DOptions } from './kernel-names.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  tf.env().set('INVOLUTION_WARN_UNREGISTERED', false);
});
beforeEach(() => {
  tf.disposeVariables();
});

const random = (shape: number[], seed: number) =>
  tf.randomUniform<tf.Rank.R4>(shape as [number, number, number, number], -1, 1, 'float32', seed);

describe('involution2d', () => {
  it('takes one image [H, W, C] and gives one back', () => {
    const x = random([1, 5, 6, 4], 1);
    const kernel = random([1, 5, 6, 18], 2);
    const batch = involution2d(x, kernel, { kernelSize: 3 });
    const image = involution2d(x.squeeze<tf.Tensor3D>([0]), kernel, { kernelSize: 3 });
    expect(image.shape).toEqual([5, 6, 4]);
    expect(image.dataSync()).toEqual(batch.dataSync());
  });

  it('takes nested arrays, of integers too', () => {
    const y = involution2d(
      [[[1], [2], [3]]],
      [
        [
          [
            [1, 0, 2],
            [1, 0, 2],
            [1, 0, 2],
          ],
        ],
      ],
      { kernelSize: [1, 3] },
    );
    expect(y.dtype).toBe('float32');
    expect(y.arraySync()).toEqual([[[4], [7], [2]]]);
  });

  it('leaves nothing but its result', () => {
    const x = random([1, 4, 4, 4], 1);
    const kernel = random([1, 2, 2, 9], 2);
    const before = tf.memory();
    const y = involution2d(x, kernel, { kernelSize: 3, strides: 2 });
    expect(tf.memory().numTensors).toBe(before.numTensors + 1);
    y.dispose();
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
  });

  it.for<[string, string, unknown, unknown, object]>([
    ['a word for x', 'INVALID_SHAPE', 'photo', tf.ones([1, 2, 2, 9]), { kernelSize: 3 }],
    ['a ragged array for x', 'INVALID_SHAPE', [[[1], [2]], [[3]]], [[[[1]]]], { kernelSize: 1 }],
    ['no kernel', 'INVALID_SHAPE', [[[1]]], undefined, { kernelSize: 1 }],
    [
      'x of rank 2',
      'INVALID_SHAPE',
      [
        [1, 2],
        [3, 4],
      ],
      [[[[1]]]],
      { kernelSize: 1 },
    ],
    ['x of rank 5', 'INVALID_SHAPE', tf.ones([1, 1, 2, 2, 1]), tf.ones([1, 2, 2, 1]), { kernelSize: 1 }],
    ['an int32 tensor', 'INVALID_DTYPE', tf.ones([1, 2, 2, 1], 'int32'), tf.ones([1, 2, 2, 1]), { kernelSize: 1 }],
    [
      'a kernel of another size',
      'KERNEL_SHAPE_MISMATCH',
      tf.ones([1, 2, 2, 1]),
      tf.ones([1, 3, 2, 1]),
      { kernelSize: 1 },
    ],
    [
      'channels first',
      'INVALID_DATA_FORMAT',
      tf.ones([1, 2, 2, 1]),
      tf.ones([1, 2, 2, 1]),
      { kernelSize: 1, dataFormat: 'channelsFirst' },
    ],
    ['no options', 'INVALID_OPTIONS', tf.ones([1, 2, 2, 1]), tf.ones([1, 2, 2, 1]), undefined as unknown as object],
  ])('refuses %s and leaves no tensor', ([, code, x, kernel, options]) => {
    const before = tf.memory().numTensors;
    const call = () => involution2d(x as tf.Tensor4D, kernel as tf.Tensor4D, options as Involution2DOptions);
    expect(call).toThrow(expect.objectContaining({ name: 'InvolutionError', code }));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('offers the options of its type alone where one does not exist', () => {
    const call = () =>
      involution2d(tf.ones<tf.Rank.R4>([1, 2, 2, 1]), tf.ones<tf.Rank.R4>([1, 2, 2, 9]), {
        kernelSize: 3,
        stride: 2,
      } as object as Involution2DOptions);
    expect(call).toThrow(
      "There is no option 'stride', only kernelSize, strides, dilations, pad, groups, kernelOrder, channelGrouping.",
    );
  });

  it('works inside a model: gradients reach what made the kernel', () => {
    const x = random([2, 4, 4, 4], 1);
    const weight = tf.variable(random([1, 1, 4, 9], 2));
    const loss = () =>
      involution2d(x, tf.conv2d(x, weight as tf.Tensor4D, 1, 'same'), { kernelSize: 3 })
        .square()
        .mean() as tf.Scalar;
    const optimizer = tf.train.sgd(0.05);
    const losses = Array.from({ length: 5 }, () => optimizer.minimize(loss, true)!.dataSync()[0]);
    for (let k = 1; k < losses.length; k++) expect(losses[k]).toBeLessThan(losses[k - 1]!);
  });
});
