import { restartTfjsWasm } from '@involution/adapters/tfjs-wasm';
import { Involution2D, Involution2DBackpropInput, Involution2DBackpropKernel, involution2d } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';

const kernelNames = [Involution2D, Involution2DBackpropInput, Involution2DBackpropKernel];
const registered = () => kernelNames.filter((name) => tf.getKernel(name, 'wasm'));

beforeAll(async () => {
  await restartTfjsWasm('simd');
});

describe('register', () => {
  it('does nothing on import, everything on the first call, and nothing on the second', async () => {
    const { register } = await import('./index.ts');
    expect(registered()).toEqual([]);
    expect(() => tf.env().get('INVOLUTION_WASM_IN_PLACE')).toThrow();
    const warn = vi.spyOn(console, 'warn');
    register();
    expect(registered()).toEqual(kernelNames);
    expect(tf.env().get('INVOLUTION_WASM_IN_PLACE')).toBe(true);
    const first = tf.getKernel(Involution2D, 'wasm');
    tf.env().set('INVOLUTION_WASM_IN_PLACE', false);
    register();
    await import('./register.ts');
    expect(tf.getKernel(Involution2D, 'wasm')).toBe(first);
    expect(tf.env().get('INVOLUTION_WASM_IN_PLACE')).toBe(false);
    tf.env().set('INVOLUTION_WASM_IN_PLACE', true);
    expect(warn).not.toHaveBeenCalled();
  });

  it('makes involution2d one kernel, forward and backward', async () => {
    const x = tf.ones<tf.Rank.R4>([1, 4, 4, 2]);
    const kernel = tf.ones<tf.Rank.R4>([1, 4, 4, 9]);
    const { kernelNames: ran } = await tf.profile(() => {
      tf.valueAndGrads((a, b) => involution2d(a as tf.Tensor4D, b as tf.Tensor4D, { kernelSize: 3 }).sum())([
        x,
        kernel,
      ]);
    });
    for (const name of kernelNames) expect(ran).toContain(name);
    expect(ran).not.toContain('PadV2');
  });

  it('works with tf.time', async () => {
    const [x, kernel] = [tf.ones<tf.Rank.R4>([1, 4, 4, 2]), tf.ones<tf.Rank.R4>([1, 4, 4, 9])];
    const { kernelMs } = await tf.time(() => involution2d(x, kernel, { kernelSize: 3 }));
    expect(kernelMs).toBeGreaterThanOrEqual(0);
  });
});
