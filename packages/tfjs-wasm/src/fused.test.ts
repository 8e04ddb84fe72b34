import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { describeTfjsFused } from '@involution/adapters/tfjs-fused';
import { FUSED_KERNEL_NAMES, fused } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { involutionWasmPath, register } from './index.ts';

describeTfjsFused({ backend: 'wasm', fused, register }, 'all');

describe('fused.involution2d and its gradients', () => {
  beforeAll(async () => {
    register();
    await tf.setBackend('wasm');
  });
  afterEach(() => tf.env().set('INVOLUTION_WASM_IN_PLACE', true));

  const shapes = [[1, 6, 5, 32], [1, 6, 5, 8], [8, 2 * 9], [2 * 9]];
  const values = async () => {
    const inputs = shapes.map((shape, seed) => tf.randomUniform(shape, -1, 1, 'float32', seed + 1));
    const before = tf.memory();
    const { value, grads } = tf.valueAndGrads((...[x, features, spanWeights, spanBias]: tf.Tensor[]) =>
      fused.involution2d({ x, features, spanWeights, spanBias, kernelSize: 3 } as Parameters<
        typeof fused.involution2d<tf.Tensor4D>
      >[0]),
    )(inputs, inputs[0] as tf.Tensor4D);
    const data = await Promise.all([value, ...grads].map((tensor) => tensor.data()));
    tf.dispose([value, ...grads]);
    expect(tf.memory()).toEqual(before);
    tf.dispose(inputs);
    return data;
  };

  it('run kernels that make no kernel tensor', async () => {
    const { kernelNames } = await tf.profile(async () => void (await values()));
    expect(kernelNames).toEqual(expect.arrayContaining(Object.values(FUSED_KERNEL_NAMES)));
    expect(kernelNames.filter((name) => /^Involution|MatMul/.test(name))).toEqual([]);
  });

  it('are the same to the bit by copies', async () => {
    const inPlace = await values();
    tf.env().set('INVOLUTION_WASM_IN_PLACE', false);
    expect(involutionWasmPath()).toBe('copies');
    expect(await values()).toEqual(inPlace);
  });
});
