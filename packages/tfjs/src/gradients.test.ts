// With the reference as a backend's kernels, against tfjs's own differentiation of the composed op, to second order.
import '@tensorflow/tfjs-backend-cpu';
import { involution, involutionGradInput, involutionGradKernel, kernelShapeFor, type NdArray } from '@involution/core';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { involution2d } from './involution2d.ts';
import {
  Involution2D,
  type Involution2DAttrs,
  Involution2DBackpropInput,
  type Involution2DBackpropInputAttrs,
  Involution2DBackpropKernel,
  type Involution2DBackpropKernelAttrs,
} from './kernel-names.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  tf.env().set('INVOLUTION_WARN_UNREGISTERED', false);
});

const arrayOf = (t: tf.TensorInfo | undefined): NdArray => ({
  data: tf.backend().readSync(t!.dataId) as Float32Array,
  shape: t!.shape,
});

function kernelConfig(
  kernelName: string,
  compute: (inputs: tf.NamedTensorInfoMap, attrs: object) => { data: Float64Array; shape: number[] },
): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs }) => {
      const { data, shape } = compute(inputs, attrs!);
      return { dataId: tf.backend().write(Float32Array.from(data), shape, 'float32'), shape, dtype: 'float32' };
    },
  };
}

const referenceKernels = [
  kernelConfig(Involution2D, ({ x, kernel }, attrs) =>
    involution(arrayOf(x), arrayOf(kernel), attrs as Involution2DAttrs),
  ),
  kernelConfig(Involution2DBackpropInput, ({ dy, kernel }, attrs) => {
    const { xShape, ...options } = attrs as Involution2DBackpropInputAttrs;
    return involutionGradInput(arrayOf(dy), arrayOf(kernel), xShape, options);
  }),
  kernelConfig(Involution2DBackpropKernel, ({ dy, x }, attrs) => {
    const { kernelShape, ...options } = attrs as Involution2DBackpropKernelAttrs;
    return involutionGradKernel(arrayOf(dy), arrayOf(x), kernelShape, options);
  }),
];

describe('gradients of gradients', () => {
  // Small integers: every result is exact in float32, whatever the order of summation, so nothing needs a tolerance.
  const random = (shape: [number, number, number, number], seed: number) =>
    tf.randomUniformInt(shape, -1, 2, seed).toFloat();
  const x = random([1, 5, 4, 6], 1);
  const kernel = random([1, 3, 2, 12], 2);
  const options = { kernelSize: [2, 3], strides: 2, kernelOrder: 'tap-major', channelGrouping: 'interleaved' } as const;

  const loss = (a: tf.Tensor, b: tf.Tensor) =>
    involution2d(a as tf.Tensor4D, b as tf.Tensor4D, options)
      .square()
      .sum() as tf.Scalar;
  const firstOrder = () => tf.grads(loss)([x, kernel]);
  const secondOrder = () =>
    tf.grads((a, b) => {
      const [da, db] = tf.grads(loss)([a, b]) as [tf.Tensor, tf.Tensor];
      return da.square().sum().add(db.square().sum()) as tf.Scalar;
    })([x, kernel]);

  afterEach(() => {
    for (const { kernelName } of referenceKernels)
      if (tf.getKernel(kernelName, 'cpu')) tf.unregisterKernel(kernelName, 'cpu');
  });

  function expectSame(actual: tf.Tensor[], expected: tf.Tensor[]) {
    for (const [k, gradient] of actual.entries()) {
      expect(expected[k]!.abs().max().dataSync()[0]).toBeGreaterThan(0);
      expect(gradient.sub(expected[k]!).abs().max().dataSync()[0]).toBe(0);
    }
  }

  it.for([
    ['first', firstOrder],
    ['second', secondOrder],
  ] as const)('agree with composed autodiff to %s order', async ([, compute]) => {
    const composed = compute();
    for (const config of referenceKernels) tf.registerKernel(config);
    const { kernelNames } = await tf.profile(() => void compute());
    expect(kernelNames).toEqual(expect.arrayContaining(referenceKernels.map((config) => config.kernelName)));
    expect(kernelNames).not.toContain('PadV2');
    expectSame(compute(), composed);
  });

  it.for([
    ['stride 2', options],
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
  ] as const)("a backend's forward kernel alone gets composed gradients: %s", async ([, options]) => {
    const small = random([2, 7, 5, 6], 3);
    const weights = random(kernelShapeFor(small.shape, { ...options, groups: 2 }) as tf.Tensor4D['shape'], 4);
    const compute = () =>
      tf.grads((a, b) =>
        involution2d(a as tf.Tensor4D, b as tf.Tensor4D, options)
          .square()
          .sum(),
      )([small, weights]);
    const composed = compute();
    tf.registerKernel(referenceKernels[0]!);
    const { kernelNames } = await tf.profile(() => void compute());
    expect(kernelNames.filter((name) => name === Involution2D)).toHaveLength(1);
    expectSame(compute(), composed);
  });
});
