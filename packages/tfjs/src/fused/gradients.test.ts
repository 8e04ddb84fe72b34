// With the reference as a backend's kernels, against tfjs's own differentiation of the composed op, to third order.
import '@tensorflow/tfjs-backend-cpu';
import { computeFusedGradients, computeFusedReference, type InvolutionOptions, type Operands } from '@involution/core';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FUSED_KERNEL_NAMES } from '../kernel-names.ts';
import { involution2d } from './involution2d.ts';
import { registerFusedInvolutionGradients, registerFusedInvolutionKernel } from './register-fused-kernel.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  tf.env().set('INVOLUTION_WARN_UNREGISTERED', false);
});

afterEach(() => {
  for (const name of Object.values(FUSED_KERNEL_NAMES)) {
    if (tf.getKernel(name, 'cpu')) tf.unregisterKernel(name, 'cpu');
  }
});

type Values = ReturnType<typeof valuesOf>;

/** Of those that an operation reads; the others take no part in its results. */
function valuesOf(operands: Operands<tf.TensorInfo>, { length }: { length: number }) {
  const of = (tensor: tf.TensorInfo | undefined) =>
    tensor ? (tf.backend().readSync(tensor.dataId) as Float32Array) : new Float32Array(length);
  const { x, dy, features, spanWeights, spanBias } = operands;
  return { x: of(x), dy: of(dy), features: of(features), spanWeights: of(spanWeights), spanBias: of(spanBias) };
}

const tensorOf = ({ data, shape }: { data: Float64Array; shape: number[] }): tf.TensorInfo => ({
  dataId: tf.backend().write(Float32Array.from(data), shape, 'float32'),
  shape,
  dtype: 'float32',
});

function registerForward() {
  registerFusedInvolutionKernel('cpu', ({ geometry, operands }) =>
    tensorOf(computeFusedReference(geometry, valuesOf(operands, { length: 0 }))),
  );
}

function registerGradients() {
  registerFusedInvolutionGradients('cpu', ({ operation, geometry, operands }) => {
    // x has the most values, but for y.
    const values: Values = valuesOf(operands, { length: 1000 });
    const { x, features, spanWeights, spanBias } = computeFusedGradients(geometry, values);
    return (operation === 'fusedGradInput' ? [x] : [features, spanWeights, spanBias]).map(tensorOf);
  });
}

// Small integers: every result is exact in float32, whatever the order of summation, so nothing needs a tolerance.
const random = (shape: readonly number[], seed: number) => tf.randomUniformInt([...shape], -1, 2, seed).toFloat();

describe.each<[string, { x: number[]; features: number[]; hasBias: boolean; options: InvolutionOptions }]>([
  [
    'strides, two batch entries',
    { x: [2, 5, 4, 4], features: [2, 3, 4, 2], hasBias: true, options: { kernelSize: 2, strides: [2, 1], groups: 2 } },
  ],
  [
    'no bias, Keras’s dialect',
    {
      x: [1, 3, 4, 4],
      features: [1, 3, 4, 3],
      hasBias: false,
      options: { kernelSize: [1, 3], groups: 2, kernelOrder: 'tap-major', channelGrouping: 'interleaved' },
    },
  ],
])('gradients of fused.involution2d: %s', (_, { x, features, hasBias, options }) => {
  const [groups, taps] = [options.groups!, [options.kernelSize].flat().length === 1 ? 4 : 3];
  const columns = groups * taps;
  const shapes = [x, features, [features[3]!, columns], ...(hasBias ? [[columns]] : [])];
  const operands = () => shapes.map(random);

  const loss = (...[map, coefficients, spanWeights, spanBias]: tf.Tensor[]) =>
    involution2d({
      x: map as tf.Tensor4D,
      features: coefficients as tf.Tensor4D,
      spanWeights: spanWeights as tf.Tensor2D,
      ...(spanBias && { spanBias: spanBias as tf.Tensor1D }),
      ...options,
    })
      .square()
      .sum() as tf.Scalar;
  /** The gradients of a random combination of a function's gradients. */
  const next =
    (of: (...inputs: tf.Tensor[]) => tf.Scalar, seed: number) =>
    (...inputs: tf.Tensor[]) =>
      tf.addN(
        tf
          .grads(of)(inputs)
          .map((gradient, k) => gradient.mul(random(gradient.shape, seed + k)).sum()),
      ) as tf.Scalar;
  const second = next(loss, 10);
  const losses = { first: loss, second, third: next(second, 20) };

  it.each(['first', 'second', 'third'] as const)('agree with composed autodiff to %s order', async (order) => {
    const inputs = operands();
    const compute = () => tf.grads(losses[order])(inputs);
    const composed = compute();
    registerForward();
    registerGradients();
    const { kernelNames } = await tf.profile(() => void compute());
    expect(kernelNames).toEqual(expect.arrayContaining(Object.values(FUSED_KERNEL_NAMES)));
    expect(kernelNames.filter((name) => name.startsWith('Involution2D'))).toEqual([]);
    for (const [k, gradient] of compute().entries()) {
      expect(composed[k]!.abs().max().dataSync()[0]).toBeGreaterThan(0);
      expect(gradient.sub(composed[k]!).abs().max().dataSync()[0]).toBe(0);
    }
  });

  it('leave no tensor behind', () => {
    registerForward();
    registerGradients();
    const inputs = operands();
    const before = tf.memory().numTensors;
    tf.dispose(tf.grads(losses.second)(inputs));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are composed where a backend has no kernel for them', async () => {
    const inputs = operands();
    const compute = () => tf.grads(losses.second)(inputs);
    const composed = compute();
    registerForward();
    const { kernelNames } = await tf.profile(() => void compute());
    expect(kernelNames).toContain(FUSED_KERNEL_NAMES.fusedForward);
    for (const [k, gradient] of compute().entries()) expect(gradient.dataSync()).toEqual(composed[k]!.dataSync());
  });

  it('are composed where its kernels leave a call to that', () => {
    const inputs = operands();
    const compute = () => tf.grads(losses.second)(inputs);
    const composed = compute();
    registerFusedInvolutionKernel('cpu', () => undefined);
    registerFusedInvolutionGradients('cpu', () => undefined);
    for (const [k, gradient] of compute().entries()) expect(gradient.dataSync()).toEqual(composed[k]!.dataSync());
  });
});
