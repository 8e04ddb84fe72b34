import { restartTfjsWasm } from '@involution/adapters/tfjs-wasm';
import { Involution2D, involution2d, involution3d, KERNEL_NAMES } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';

const namesOf = (rank: 2 | 3) => Object.values(KERNEL_NAMES[rank]);
const kernelNames = [...namesOf(2), ...namesOf(3)];
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

  it.each([
    [2, 'involution2d', [1, 4, 4, 2], involution2d as (x: tf.Tensor, kernel: tf.Tensor, options: object) => tf.Tensor],
    [3, 'involution3d', [1, 2, 4, 4, 2], involution3d],
  ] as const)('has the kernels of %i spatial axes: %s is one, forward and backward', async (rank, _, shape, op) => {
    const x = tf.ones([...shape]);
    const kernel = tf.ones([...shape.slice(0, -1), 3 ** rank]);
    const { kernelNames: ran } = await tf.profile(() => {
      const f = (a: tf.Tensor, b: tf.Tensor) => op(a as tf.Tensor5D, b as tf.Tensor5D, { kernelSize: 3 });
      tf.valueAndGrads((a, b) => f(a, b).sum())([x, kernel]);
    });
    expect(ran.filter((name) => name.startsWith('Involution'))).toEqual(namesOf(rank));
    expect(ran).not.toContain('PadV2');
  });

  it('works with tf.time', async () => {
    const [x, kernel] = [tf.ones<tf.Rank.R4>([1, 4, 4, 2]), tf.ones<tf.Rank.R4>([1, 4, 4, 9])];
    const { kernelMs } = await tf.time(() => involution2d(x, kernel, { kernelSize: 3 }));
    expect(kernelMs).toBeGreaterThanOrEqual(0);
  });
});
