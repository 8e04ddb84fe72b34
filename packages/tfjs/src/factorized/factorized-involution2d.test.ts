import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { involution2d } from '../involution2d.ts';
import {
  type FactorizedAlgorithm,
  type FactorizedInvolution2DArgs,
  factorizedInvolution2d,
} from './factorized-involution2d.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  tf.env().set('INVOLUTION_WARN_UNREGISTERED', false);
});

const ALGORITHMS: readonly FactorizedAlgorithm[] = ['matmul', 'direct', 'im2col', 'fft'];

/** Small integers: what is summed of them is exact in float32, in any order. */
const integers = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number) =>
  tf.randomUniformInt(shape, -2, 3, seed).toFloat() as tf.Tensor<R>;

const x = integers<tf.Rank.R4>([1, 5, 4, 6], 1);
const coefficients = integers<tf.Rank.R4>([1, 3, 2, 3], 2);
const basis = integers<tf.Rank.R2>([3, 12], 3);
const bias = integers<tf.Rank.R1>([12], 4);
const options = { kernelSize: [2, 3], strides: 2, kernelOrder: 'tap-major', channelGrouping: 'interleaved' } as const;

/** What the op is by its definition. */
function composed(inputs: tf.Tensor[]): tf.Tensor4D {
  const [a, z, b, c] = inputs as [tf.Tensor4D, tf.Tensor4D, tf.Tensor2D, tf.Tensor1D];
  const rows = tf.add(tf.matMul(z.reshape([-1, 3]) as tf.Tensor2D, b), c);
  return involution2d(a, rows.reshape([1, 3, 2, 12]) as tf.Tensor4D, options);
}

function factorized(inputs: tf.Tensor[], algorithm: FactorizedAlgorithm): tf.Tensor4D {
  const [a, z, b, c] = inputs as [tf.Tensor4D, tf.Tensor4D, tf.Tensor2D, tf.Tensor1D];
  return factorizedInvolution2d({ x: a, coefficients: z, basis: b, bias: c, algorithm, ...options });
}

describe.each(ALGORITHMS)('factorizedInvolution2d, %s', (algorithm) => {
  it('has its gradients, to second order', () => {
    const inputs = [x, coefficients, basis, bias];
    // Linear in y, whose rounding by transforms is then nowhere in a gradient.
    const weights = integers([1, 3, 2, 6], 5);
    const gradientsOf = (op: (inputs: tf.Tensor[]) => tf.Tensor) => {
      const first = tf.grads((...all) => op(all).mul(weights).sum());
      const second = tf.grads((...all) => tf.addN(first(all).map((gradient) => gradient.square().sum())));
      return [...first(inputs), ...second(inputs)];
    };
    const expected = gradientsOf(composed);
    for (const [k, gradient] of gradientsOf((all) => factorized(all, algorithm)).entries()) {
      expect(expected[k]!.abs().max().dataSync()[0]).toBeGreaterThan(0);
      expect(gradient.sub(expected[k]!).abs().max().dataSync()[0]).toBe(0);
    }
  });

  it('takes one image [H, W, C] and gives one back', () => {
    const args = { coefficients, basis, algorithm, ...options };
    const image = factorizedInvolution2d({ x: tf.squeeze<tf.Tensor3D>(x, [0]), ...args });
    expect(image.shape).toEqual([3, 2, 6]);
    expect(image.dataSync()).toEqual(factorizedInvolution2d({ x, ...args }).dataSync());
  });

  it('leaves nothing but its result', () => {
    const before = tf.memory();
    const y = factorized([x, coefficients, basis, bias], algorithm);
    expect(tf.memory().numTensors).toBe(before.numTensors + 1);
    y.dispose();
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
  });
});

describe('factorizedInvolution2d', () => {
  // Sines round, and nothing else does here.
  it.each(ALGORITHMS.filter((algorithm) => algorithm !== 'fft'))(
    'is the involution by the generated kernel, to the bit: %s',
    (algorithm) => {
      const inputs = [x, coefficients, basis, bias];
      expect(factorized(inputs, algorithm).dataSync()).toEqual(composed(inputs).dataSync());
    },
  );

  it('takes nested arrays, and no bias', () => {
    const y = factorizedInvolution2d({
      x: [[[1], [2], [3]]],
      coefficients: [[[[1], [1], [2]]]],
      basis: [[1, 0, 2]],
      algorithm: 'direct',
      kernelSize: [1, 3],
    });
    expect(y.arraySync()).toEqual([[[4], [7], [4]]]);
  });

  it('trains through every tensor', () => {
    const variables = [coefficients, basis, bias].map((t) => tf.variable(t.mul(0.1)));
    const loss = () =>
      factorized([x, ...variables], 'direct')
        .sub(1)
        .square()
        .mean() as tf.Scalar;
    const optimizer = tf.train.sgd(0.01);
    const losses = Array.from({ length: 5 }, () => optimizer.minimize(loss, true, variables)!.dataSync()[0]!);
    for (let k = 1; k < losses.length; k++) expect(losses[k]).toBeLessThan(losses[k - 1]!);
    tf.dispose(variables);
  });

  const valid = { x, coefficients, basis, bias, algorithm: 'direct', ...options } as const;
  it.for<[string, string, string, unknown]>([
    ['nothing', 'INVALID_OPTIONS', 'args', undefined],
    ['an unknown option', 'INVALID_OPTIONS', 'options', { ...valid, stride: 2 }],
    ['an unknown algorithm', 'INVALID_ALGORITHM', 'algorithm', { ...valid, algorithm: 'winograd' }],
    ['a property of every object as algorithm', 'INVALID_ALGORITHM', 'algorithm', { ...valid, algorithm: 'toString' }],
    ['no x', 'INVALID_SHAPE', 'x', { ...valid, x: undefined }],
    ['x of rank 2', 'INVALID_SHAPE', 'x', { ...valid, x: [[1, 2]] }],
    [
      'x of rank 5',
      'UNSUPPORTED_RANK',
      'x',
      { ...valid, x: tf.ones([1, 1, 5, 4, 6]), basis: tf.ones([3, 6]), bias: undefined, kernelSize: 1, strides: 1 },
    ],
    ['int32', 'INVALID_DTYPE', 'coefficients', { ...valid, coefficients: tf.ones([1, 3, 2, 3], 'int32') }],
    [
      'coefficients of another size',
      'KERNEL_SHAPE_MISMATCH',
      'coefficients',
      { ...valid, coefficients: tf.ones([1, 3, 3, 3]) },
    ],
    [
      'coefficients of another rank',
      'KERNEL_SHAPE_MISMATCH',
      'coefficients',
      { ...valid, coefficients: tf.ones([3, 2, 3]) },
    ],
    [
      'more coefficients than filters',
      'KERNEL_SHAPE_MISMATCH',
      'coefficients',
      { ...valid, coefficients: tf.ones([1, 3, 2, 4]) },
    ],
    [
      'a basis that is no multiple of the taps',
      'KERNEL_SHAPE_MISMATCH',
      'basis',
      { ...valid, basis: tf.ones([3, 13]) },
    ],
    ['a basis of another number of groups', 'KERNEL_SHAPE_MISMATCH', 'basis', { ...valid, groups: 3 }],
    [
      'a basis of rank 4, as of a convolution',
      'KERNEL_SHAPE_MISMATCH',
      'basis',
      { ...valid, basis: tf.ones([1, 1, 3, 12]) },
    ],
    ['a basis of no filters', 'KERNEL_SHAPE_MISMATCH', 'basis', { ...valid, basis: tf.zeros([0, 12]) }],
    ['a bias of another size', 'KERNEL_SHAPE_MISMATCH', 'bias', { ...valid, bias: tf.ones([6]) }],
    [
      'groups that do not divide the channels',
      'CHANNELS_NOT_DIVISIBLE',
      'x',
      { ...valid, basis: tf.ones([3, 24]), bias: undefined },
    ],
    ['groups that are no number', 'INVALID_GROUPS', 'groups', { ...valid, groups: 0 }],
    ['channels first', 'INVALID_DATA_FORMAT', 'dataFormat', { ...valid, dataFormat: 'channelsFirst' }],
  ])('refuses %s and leaves no tensor', ([, code, argument, args]) => {
    const before = tf.memory().numTensors;
    const call = () => factorizedInvolution2d(args as FactorizedInvolution2DArgs<tf.Tensor4D>);
    expect(call).toThrow(expect.objectContaining({ name: 'InvolutionError', code, argument }));
    expect(tf.memory().numTensors).toBe(before);
  });
});
