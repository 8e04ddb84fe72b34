import '@tensorflow/tfjs-backend-cpu';
import { Involution2D, Involution2DBackpropInput, involution2d, involution3d, KERNEL_NAMES } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';

const namesOf = (rank: 2 | 3) => Object.values(KERNEL_NAMES[rank]);
const kernelNames = [...namesOf(2), ...namesOf(3)];
const registered = () => kernelNames.filter((name) => tf.getKernel(name, 'cpu'));

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('register', () => {
  it('does nothing on import, everything on the first call, and nothing on the second', async () => {
    const { register } = await import('./index.ts');
    expect(registered()).toEqual([]);
    const warn = vi.spyOn(console, 'warn');
    register();
    expect(registered()).toEqual(kernelNames);
    expect(tf.env().get('INVOLUTION_CPU_KERNELS')).toBe('auto');
    const first = tf.getKernel(Involution2D, 'cpu');
    tf.env().set('INVOLUTION_CPU_KERNELS', 'typescript');
    register();
    await import('./register.ts');
    expect(tf.getKernel(Involution2D, 'cpu')).toBe(first);
    expect(tf.env().get('INVOLUTION_CPU_KERNELS')).toBe('typescript');
    tf.env().set('INVOLUTION_CPU_KERNELS', 'auto');
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

  it('refuses other dtypes than float32', () => {
    const inputs = { x: tf.ones([1, 4, 4, 2]), kernel: tf.ones([1, 4, 4, 9], 'int32') };
    expect(() => tf.engine().runKernel(Involution2D, inputs, { kernelSize: 3 })).toThrow(
      expect.objectContaining({ code: 'INVALID_DTYPE', argument: 'kernel' }),
    );
  });

  it('refuses a gradient of another shape', () => {
    const inputs = { dy: tf.ones([1, 3, 4, 2]), kernel: tf.ones([1, 4, 4, 9]) };
    const attrs = { kernelSize: 3, xShape: [1, 4, 4, 2] };
    expect(() => tf.engine().runKernel(Involution2DBackpropInput, inputs, attrs)).toThrow(
      expect.objectContaining({ code: 'DY_SHAPE_MISMATCH', argument: 'dy' }),
    );
  });
});
