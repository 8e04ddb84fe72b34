import '@tensorflow/tfjs-backend-wasm';
import { errorBound } from '@involution/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerTrainingKernels } from './index.ts';

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
    registerTrainingKernels();
    const kernel = tf.getKernel('Conv2DBackpropFilter', 'wasm');
    expect(kernel).toBeDefined();
    registerTrainingKernels();
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
    registerTrainingKernels();
    const x = tf.randomUniform<tf.Rank.R4>(xShape as tf.Tensor4D['shape'], -1, 1, 'float32', 1);
    const filter = tf.zeros<tf.Rank.R4>(filterShape as tf.Tensor4D['shape']);
    const info = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, strides, 1, pad);
    const dy = tf.randomUniform<tf.Rank.R4>(info.outShape as tf.Tensor4D['shape'], -1, 1, 'float32', 2);
    const before = tf.memory();
    const dw = tf.grad((w) => tf.conv2d(x, w as tf.Tensor4D, strides, pad))(filter, dy);
    expect(tf.memory().numTensors).toBe(before.numTensors + 1);
    expect(dw.shape).toEqual(filterShape);
    const terms = info.batchSize * info.outHeight * info.outWidth;
    expect(worstOf(dw.dataSync(), reference(x, dy, info), terms)).toBeLessThanOrEqual(1);
    dw.dispose();
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
  });
});

/** The largest error of sums as a share of their bound. */
function worstOf(actual: ArrayLike<number>, exact: readonly { value: number; magnitude: number }[], terms: number) {
  const shares = exact.map(({ value, magnitude }, k) => {
    const distance = Math.abs(actual[k]! - value);
    return distance === 0 ? 0 : distance / errorBound(terms, magnitude);
  });
  return Math.max(...shares);
}

describe('the gradient of conv2d for its input', () => {
  it.each<[string, number[], number[], number, Pad]>([
    ['3×3', [2, 5, 6, 3], [3, 3, 3, 4], 1, 'same'],
    ['3×3, valid', [1, 5, 6, 3], [3, 3, 3, 4], 1, 'valid'],
    ['2×4', [1, 5, 6, 2], [2, 4, 2, 3], 1, 'same'],
    ['more padding than the filter reaches', [1, 4, 4, 2], [2, 2, 2, 3], 1, 2],
    ['stride 2, which tfjs computes', [1, 7, 6, 2], [3, 3, 2, 3], 2, 'same'],
  ])('is right within the bound: %s', (_, xShape, filterShape, strides, pad) => {
    registerTrainingKernels();
    const filter = tf.randomUniform<tf.Rank.R4>(filterShape as tf.Tensor4D['shape'], -1, 1, 'float32', 1);
    const x = tf.zeros<tf.Rank.R4>(xShape as tf.Tensor4D['shape']);
    const info = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, strides, 1, pad);
    const dy = tf.randomUniform<tf.Rank.R4>(info.outShape as tf.Tensor4D['shape'], -1, 1, 'float32', 2);
    const dx = tf.grad((a) => tf.conv2d(a as tf.Tensor4D, filter, strides, pad))(x, dy);
    const [upstream, weights] = [dy.bufferSync(), filter.bufferSync()];
    const exact = Array.from({ length: x.size }, () => ({ value: 0, magnitude: 0 }));
    const [filterHeight, filterWidth, inChannels, outChannels] = info.filterShape;
    for (let n = 0; n < info.batchSize; n++)
      for (let i = 0; i < info.outHeight; i++)
        for (let j = 0; j < info.outWidth; j++)
          for (let u = 0; u < filterHeight; u++)
            for (let v = 0; v < filterWidth; v++) {
              const [h, w] = [i * strides + u - info.padInfo.top, j * strides + v - info.padInfo.left];
              if (h < 0 || h >= info.inHeight || w < 0 || w >= info.inWidth) continue;
              for (let c = 0; c < inChannels; c++)
                for (let d = 0; d < outChannels; d++) {
                  const sum = exact[((n * info.inHeight + h) * info.inWidth + w) * inChannels + c]!;
                  const product = upstream.get(n, i, j, d) * weights.get(u, v, c, d);
                  sum.value += product;
                  sum.magnitude += Math.abs(product);
                }
            }
    expect(worstOf(dx.dataSync(), exact, filterHeight * filterWidth * outChannels)).toBeLessThanOrEqual(1);
  });
});

describe('products of matrices', () => {
  it.each([
    [[7, 3], [7, 5], true, false],
    [[3, 7], [5, 7], false, true],
    [[7, 3], [5, 7], true, true],
    [[2, 7, 3], [2, 7, 5], true, false],
    [[1, 3, 7], [4, 5, 7], false, true],
  ] as const)(
    'are right within the bound: %j by %j, transposed %s and %s',
    (aShape, bShape, transposeA, transposeB) => {
      registerTrainingKernels();
      const [a, b] = [aShape, bShape].map((shape, k) =>
        tf.randomUniform([...shape] as [number, number], -1, 1, 'float32', k + 1),
      ) as [tf.Tensor2D, tf.Tensor2D];
      const before = tf.memory().numTensors;
      const product = tf.matMul(a, b, transposeA, transposeB);
      expect(tf.memory().numTensors).toBe(before + 1);
      const at = (x: tf.Tensor, batch: number, row: number, column: number) => {
        const [batches = 1, rows, columns] = (x.rank === 3 ? x.shape : [1, ...x.shape]) as number[];
        return x.dataSync()[((batch % batches) * rows! + row) * columns! + column]!;
      };
      const [, rows, columns] = (product.rank === 3 ? product.shape : [1, ...product.shape]) as [
        number,
        number,
        number,
      ];
      const exact = Array.from({ length: product.size }, (_, k) => {
        const [batch, row, column] = [Math.floor(k / (rows * columns)), Math.floor(k / columns) % rows, k % columns];
        let [value, magnitude] = [0, 0];
        for (let t = 0; t < 7; t++) {
          const left = transposeA ? at(a, batch, t, row) : at(a, batch, row, t);
          const term = left * (transposeB ? at(b, batch, column, t) : at(b, batch, t, column));
          value += term;
          magnitude += Math.abs(term);
        }
        return { value, magnitude };
      });
      expect(worstOf(product.dataSync(), exact, 7)).toBeLessThanOrEqual(1);
    },
  );

  it('of operands as they are stay tfjs’s', () => {
    const kernel = tf.getKernel('BatchMatMul', 'wasm');
    registerTrainingKernels();
    expect(tf.getKernel('BatchMatMul', 'wasm')).toBe(kernel);
    expect(Array.from(tf.matMul([[1, 2]], [[3], [4]]).dataSync())).toEqual([11]);
  });
});
