import '@tensorflow/tfjs-backend-wasm';
import { errorBound } from '@involution/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerConv2DFilterGradient } from './index.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('wasm');
});

type Pad = Parameters<typeof tf.conv2d>[3];

/** dw in float64 with Σ|terms|, from the definition of a convolution. */
function reference(x: tf.Tensor4D, dy: tf.Tensor4D, info: tf.backend_util.Conv2DInfo) {
  const [input, upstream] = [x.bufferSync(), dy.bufferSync()];
  const { filterShape, strideHeight, strideWidth, padInfo, inHeight, inWidth } = info;
  const terms: { value: number; magnitude: number }[] = [];
  const [filterHeight, filterWidth, inChannels, outChannels] = filterShape;
  for (let u = 0; u < filterHeight; u++)
    for (let v = 0; v < filterWidth; v++)
      for (let c = 0; c < inChannels; c++)
        for (let d = 0; d < outChannels; d++) {
          let [value, magnitude] = [0, 0];
          for (let n = 0; n < info.batchSize; n++)
            for (let i = 0; i < info.outHeight; i++)
              for (let j = 0; j < info.outWidth; j++) {
                const [h, w] = [i * strideHeight + u - padInfo.top, j * strideWidth + v - padInfo.left];
                if (h < 0 || h >= inHeight || w < 0 || w >= inWidth) continue;
                const product = input.get(n, h, w, c) * upstream.get(n, i, j, d);
                value += product;
                magnitude += Math.abs(product);
              }
          terms.push({ value, magnitude });
        }
  return terms;
}

describe('the gradient of conv2d for its filter', () => {
  it('is missing in tfjs, and registered once', () => {
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeUndefined();
    registerConv2DFilterGradient();
    const kernel = tf.getKernel('Conv2DBackpropFilter', 'wasm');
    expect(kernel).toBeDefined();
    registerConv2DFilterGradient();
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBe(kernel);
  });

  it.each<[string, number[], number[], number | [number, number], Pad]>([
    ['3×3', [2, 5, 6, 3], [3, 3, 3, 4], 1, 'same'],
    ['3×3, valid', [2, 5, 6, 3], [3, 3, 3, 4], 1, 'valid'],
    ['3×3, stride 2, odd sizes', [2, 7, 5, 3], [3, 3, 3, 4], 2, 'same'],
    ['3×3, stride 2, even sizes', [1, 8, 6, 3], [3, 3, 3, 2], 2, 'same'],
    ['3×3, stride 2, PyTorch’s padding', [1, 8, 8, 2], [3, 3, 2, 3], 2, 1],
    ['2×4, strides 3 and 1', [1, 7, 6, 2], [2, 4, 2, 3], [3, 1], 'same'],
    [
      'explicit pads',
      [1, 5, 5, 2],
      [3, 2, 2, 3],
      1,
      [
        [0, 0],
        [0, 2],
        [1, 0],
        [0, 0],
      ],
    ],
    ['as large as x', [1, 4, 5, 2], [4, 5, 2, 3], 1, 'valid'],
    ['1×1', [2, 4, 5, 6], [1, 1, 6, 7], 1, 'same'],
    ['1×1, stride 2, even sizes', [2, 4, 6, 3], [1, 1, 3, 5], 2, 'valid'],
    ['1×1, stride 2, odd sizes', [2, 5, 7, 3], [1, 1, 3, 5], 2, 'valid'],
    ['1×1, strides 3 and 2 with a rest', [1, 8, 6, 3], [1, 1, 3, 5], [3, 2], 'valid'],
    ['1×1, padded', [1, 4, 4, 3], [1, 1, 3, 5], 1, 1],
    ['one position', [1, 1, 1, 1], [3, 3, 1, 1], 1, 'same'],
  ])('is right within the bound: %s', (_, xShape, filterShape, strides, pad) => {
    registerConv2DFilterGradient();
    const x = tf.randomUniform<tf.Rank.R4>(xShape as tf.Tensor4D['shape'], -1, 1, 'float32', 1);
    const filter = tf.zeros<tf.Rank.R4>(filterShape as tf.Tensor4D['shape']);
    const info = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, strides, 1, pad);
    const dy = tf.randomUniform<tf.Rank.R4>(info.outShape as tf.Tensor4D['shape'], -1, 1, 'float32', 2);
    const before = tf.memory();
    const dw = tf.grad((w) => tf.conv2d(x, w as tf.Tensor4D, strides, pad))(filter, dy);
    expect(tf.memory().numTensors).toBe(before.numTensors + 1);
    expect(dw.shape).toEqual(filterShape);
    const terms = info.batchSize * info.outHeight * info.outWidth;
    const actual = dw.dataSync();
    const worst = reference(x, dy, info).map(({ value, magnitude }, k) => {
      const distance = Math.abs(actual[k]! - value);
      return distance === 0 ? 0 : distance / errorBound(terms, magnitude);
    });
    expect(Math.max(...worst)).toBeLessThanOrEqual(1);
    dw.dispose();
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
  });
});
