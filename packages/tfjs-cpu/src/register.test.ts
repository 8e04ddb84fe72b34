import '@tensorflow/tfjs-backend-cpu';
import { Involution2D, Involution2DBackpropInput, Involution2DBackpropKernel, involution2d } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';

const kernelNames = [Involution2D, Involution2DBackpropInput, Involution2DBackpropKernel];
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
