import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { involution2d } from '../involution2d.ts';
import * as fused from './index.ts';
import { registerFusedInvolutionKernel } from './register-fused-kernel.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  tf.env().set('INVOLUTION_WARN_UNREGISTERED', false);
});

/** Small integers: what is summed of them is exact in float32, in any order. */
const integers = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number) =>
  tf.randomUniformInt(shape, -2, 3, seed).toFloat() as tf.Tensor<R>;

const x = integers<tf.Rank.R4>([1, 5, 4, 6], 1);
const features = integers<tf.Rank.R4>([1, 3, 2, 3], 2);
const spanWeights = integers<tf.Rank.R2>([3, 12], 3);
const spanBias = integers<tf.Rank.R1>([12], 4);
const options = { kernelSize: [2, 3], strides: 2, kernelOrder: 'tap-major', channelGrouping: 'interleaved' } as const;
const inputs: tf.Tensor[] = [x, features, spanWeights, spanBias];

/** What the op is by its definition. */
function composed(tensors: tf.Tensor[]): tf.Tensor4D {
  const [a, z, b, c] = tensors as [tf.Tensor4D, tf.Tensor4D, tf.Tensor2D, tf.Tensor1D];
  const rows = tf.add(tf.matMul(z.reshape([-1, 3]) as tf.Tensor2D, b), c);
  return involution2d(a, rows.reshape([1, 3, 2, 12]) as tf.Tensor4D, options);
}

function involve(tensors: tf.Tensor[]): tf.Tensor4D {
  const [a, z, b, c] = tensors as [tf.Tensor4D, tf.Tensor4D, tf.Tensor2D, tf.Tensor1D];
  return fused.involution2d({ x: a, features: z, spanWeights: b, spanBias: c, ...options });
}

/** The op where a backend has a kernel for it, which is called or not. */
describe.each(['no kernel', 'a kernel that leaves it to the composition'])('fused.involution2d with %s', (which) => {
  let calls = 0;
  beforeAll(() => {
    if (which === 'no kernel') return;
    registerFusedInvolutionKernel('cpu', () => {
      calls++;
      return undefined;
    });
  });

  afterAll(() => {
    if (which !== 'no kernel') tf.unregisterKernel('FusedInvolution2D', 'cpu');
  });

  it('is the involution by the generated kernel, to the bit', () => {
    calls = 0;
    expect(involve(inputs).dataSync()).toEqual(composed(inputs).dataSync());
    expect(calls).toBe(which === 'no kernel' ? 0 : 1);
  });

  it('has its gradients, to second order', () => {
    const weights = integers([1, 3, 2, 6], 5);
    const gradientsOf = (op: (tensors: tf.Tensor[]) => tf.Tensor) => {
      const first = tf.grads((...all) => op(all).mul(weights).sum());
      const second = tf.grads((...all) => tf.addN(first(all).map((gradient) => gradient.square().sum())));
      return [...first(inputs), ...second(inputs)];
    };
    const expected = gradientsOf(composed);
    for (const [k, gradient] of gradientsOf(involve).entries()) {
      expect(expected[k]!.abs().max().dataSync()[0]).toBeGreaterThan(0);
      expect(gradient.sub(expected[k]!).abs().max().dataSync()[0]).toBe(0);
    }
  });

  it('takes one image [H, W, C] and gives one back', () => {
    const span = { features, spanWeights, spanBias, ...options };
    const image = fused.involution2d({ x: tf.squeeze<tf.Tensor3D>(x, [0]), ...span });
    expect(image.shape).toEqual([3, 2, 6]);
    expect(image.dataSync()).toEqual(fused.involution2d({ x, ...span }).dataSync());
  });

  it('takes nested arrays, and no bias', () => {
    const y = fused.involution2d({
      x: [[[1], [2], [3]]],
      features: [[[[1], [1], [2]]]],
      spanWeights: [[1, 0, 2]],
      kernelSize: [1, 3],
    });
    expect(y.arraySync()).toEqual([[[4], [7], [4]]]);
  });

  it('leaves nothing but its result', () => {
    const before = tf.memory();
    involve(inputs).dispose();
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
  });

  it('trains through every tensor', () => {
    const variables = inputs.slice(1).map((t) => tf.variable(t.mul(0.1)));
    const loss = () =>
      involve([x, ...variables])
        .sub(1)
        .square()
        .mean() as tf.Scalar;
    const optimizer = tf.train.sgd(0.01);
    const losses = Array.from({ length: 5 }, () => optimizer.minimize(loss, true, variables)!.dataSync()[0]!);
    for (let k = 1; k < losses.length; k++) expect(losses[k]).toBeLessThan(losses[k - 1]!);
    tf.dispose(variables);
  });
});

describe('fused.involution2d', () => {
  const valid = { x, features, spanWeights, spanBias, ...options } as const;
  it.for<[string, string, string, unknown]>([
    ['nothing', 'INVALID_OPTIONS', 'args', undefined],
    ['an unknown option', 'INVALID_OPTIONS', 'options', { ...valid, stride: 2 }],
    ['no x', 'INVALID_SHAPE', 'x', { ...valid, x: undefined }],
    ['x of rank 2', 'INVALID_SHAPE', 'x', { ...valid, x: [[1, 2]] }],
    ['x of rank 5', 'UNSUPPORTED_RANK', 'x', { ...valid, x: tf.ones([1, 1, 5, 4, 6]), kernelSize: 1 }],
    ['int32', 'INVALID_DTYPE', 'features', { ...valid, features: tf.ones([1, 3, 2, 3], 'int32') }],
    ['features of another size', 'KERNEL_SHAPE_MISMATCH', 'features', { ...valid, features: tf.ones([1, 3, 3, 3]) }],
    [
      'a filter of a convolution',
      'KERNEL_SHAPE_MISMATCH',
      'spanWeights',
      { ...valid, spanWeights: tf.ones([1, 1, 3, 12]) },
    ],
    ['a bias of another size', 'KERNEL_SHAPE_MISMATCH', 'spanBias', { ...valid, spanBias: tf.ones([6]) }],
    ['channels first', 'INVALID_DATA_FORMAT', 'dataFormat', { ...valid, dataFormat: 'channelsFirst' }],
  ])('refuses %s and leaves no tensor', ([, code, argument, args]) => {
    const before = tf.memory().numTensors;
    const call = () => fused.involution2d(args as fused.FusedInvolution2DArgs<tf.Tensor4D>);
    expect(call).toThrow(expect.objectContaining({ name: 'InvolutionError', code, argument }));
    expect(tf.memory().numTensors).toBe(before);
  });
});
