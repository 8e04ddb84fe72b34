// With the reference as a backend's kernels, against tfjs's own differentiation of the composed op, to second order.
import '@tensorflow/tfjs-backend-cpu';
import { involution, involutionGradInput, involutionGradKernel, kernelShapeFor, type NdArray } from '@involution/core';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { involution2d } from './involution2d.ts';
import { involution3d } from './involution3d.ts';
import {
  Involution2D,
  type Involution2DAttrs,
  type Involution2DBackpropInputAttrs,
  type Involution2DBackpropKernelAttrs,
  KERNEL_NAMES,
  type KernelRank,
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

const referenceKernels = (rank: KernelRank) => [
  kernelConfig(KERNEL_NAMES[rank].forward, ({ x, kernel }, attrs) =>
    involution(arrayOf(x), arrayOf(kernel), attrs as Involution2DAttrs),
  ),
  kernelConfig(KERNEL_NAMES[rank].gradInput, ({ dy, kernel }, attrs) => {
    const { xShape, ...options } = attrs as Involution2DBackpropInputAttrs;
    return involutionGradInput(arrayOf(dy), arrayOf(kernel), xShape, options);
  }),
  kernelConfig(KERNEL_NAMES[rank].gradKernel, ({ dy, x }, attrs) => {
    const { kernelShape, ...options } = attrs as Involution2DBackpropKernelAttrs;
    return involutionGradKernel(arrayOf(dy), arrayOf(x), kernelShape, options);
  }),
];

describe('gradients of gradients', () => {
  // Small integers: every result is exact in float32, whatever the order of summation, so nothing needs a tolerance.
  const random = (shape: number[], seed: number) => tf.randomUniformInt(shape, -1, 2, seed).toFloat();
  const options = { strides: 2, kernelOrder: 'tap-major', channelGrouping: 'interleaved' } as const;
  const planar = { ...options, kernelSize: [2, 3] };
  const solid = { ...options, kernelSize: [3, 2, 1], dilations: [2, 1, 1] };
  const cases = [
    { rank: 2, xShape: [1, 5, 4, 6], options: planar },
    { rank: 3, xShape: [2, 4, 3, 2, 4], options: solid },
  ] as const;

  const op = (a: tf.Tensor, b: tf.Tensor, options: Involution2DAttrs): tf.Tensor =>
    a.rank === 5
      ? involution3d(a as tf.Tensor5D, b as tf.Tensor5D, options)
      : involution2d(a as tf.Tensor4D, b as tf.Tensor4D, options);
  const operandsFor = ({ xShape, options }: (typeof cases)[number]) => [
    random([...xShape], 1),
    random(kernelShapeFor(xShape, { ...options, groups: 2 }), 2),
  ];
  const lossOf = (options: Involution2DAttrs) => (a: tf.Tensor, b: tf.Tensor) =>
    op(a, b, options).square().sum() as tf.Scalar;
  const orders = {
    first: (loss: ReturnType<typeof lossOf>, operands: tf.Tensor[]) => tf.grads(loss)(operands),
    second: (loss: ReturnType<typeof lossOf>, operands: tf.Tensor[]) =>
      tf.grads((a, b) => {
        const [da, db] = tf.grads(loss)([a, b]) as [tf.Tensor, tf.Tensor];
        return da.square().sum().add(db.square().sum()) as tf.Scalar;
      })(operands),
  };

  afterEach(() => {
    for (const { kernelName } of [...referenceKernels(2), ...referenceKernels(3)])
      if (tf.getKernel(kernelName, 'cpu')) tf.unregisterKernel(kernelName, 'cpu');
  });

  function expectSame(actual: tf.Tensor[], expected: tf.Tensor[]) {
    for (const [k, gradient] of actual.entries()) {
      expect(expected[k]!.abs().max().dataSync()[0]).toBeGreaterThan(0);
      expect(gradient.sub(expected[k]!).abs().max().dataSync()[0]).toBe(0);
    }
  }

  describe.each(cases)('of $rank spatial axes', (which) => {
    it.each(['first', 'second'] as const)('agree with composed autodiff to %s order', async (order) => {
      const operands = operandsFor(which);
      const compute = () => orders[order](lossOf(which.options), operands);
      const composed = compute();
      const configs = referenceKernels(which.rank);
      for (const config of configs) tf.registerKernel(config);
      const { kernelNames } = await tf.profile(() => void compute());
      expect(kernelNames).toEqual(expect.arrayContaining(configs.map((config) => config.kernelName)));
      expect(kernelNames).not.toContain('PadV2');
      expectSame(compute(), composed);
    });
  });

  it('are composed over depth where a backend lacks one of the kernels of volumes', async () => {
    const [, volumes] = cases;
    const operands = operandsFor(volumes);
    const compute = () => orders.first(lossOf(volumes.options), operands);
    const composed = compute();
    for (const config of [...referenceKernels(2), ...referenceKernels(3).slice(0, 2)]) tf.registerKernel(config);
    const { kernelNames } = await tf.profile(() => void compute());
    expect(kernelNames).toContain(Involution2D);
    expect(kernelNames.filter((name) => name.startsWith('Involution3D'))).toEqual([]);
    expectSame(compute(), composed);
  });

  it('are composed where a backend lacks one of the kernels of images', async () => {
    const [images] = cases;
    const operands = operandsFor(images);
    const compute = () => orders.first(lossOf(images.options), operands);
    const composed = compute();
    for (const config of referenceKernels(2).slice(0, 2)) tf.registerKernel(config);
    const { kernelNames } = await tf.profile(() => void compute());
    expect(kernelNames.filter((name) => name.startsWith('Involution2D'))).toEqual([]);
    expectSame(compute(), composed);
  });
});
