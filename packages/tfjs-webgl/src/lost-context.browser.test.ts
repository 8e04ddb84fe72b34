import '@tensorflow/tfjs';
import { involution2d } from '@involution/tfjs';
import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { errorWith } from '../test/error-with.ts';
import { webglBackend } from '../test/webgl-adapter.ts';
import { register } from './index.ts';

beforeAll(register);
beforeEach(async () => {
  tf.removeBackend('webgl');
  tf.registerBackend('webgl', () => new MathBackendWebGL(), 2);
  await tf.setBackend('webgl');
});

function compute(): tf.Tensor4D {
  return involution2d(tf.ones<tf.Rank.R4>([1, 4, 4, 8]), tf.ones<tf.Rank.R4>([1, 4, 4, 9]), { kernelSize: 3 });
}

describe('a lost WebGL context', () => {
  it('is refused by its code, and a new backend works', async () => {
    expect((await compute().data())[0]).toBe(4);
    webglBackend().gpgpu.gl.getExtension('WEBGL_lose_context')?.loseContext();
    expect(compute).toThrow(errorWith('DEVICE_LOST', 'backend'));

    tf.removeBackend('webgl');
    tf.registerBackend('webgl', () => new MathBackendWebGL(), 2);
    await tf.setBackend('webgl');
    expect((await compute().data())[0]).toBe(4);
  });

  it('is refused by both gradients', () => {
    const { value, grad } = { value: compute(), grad: tf.ones<tf.Rank.R4>([1, 4, 4, 8]) };
    const kernel = tf.ones<tf.Rank.R4>([1, 4, 4, 9]);
    webglBackend().gpgpu.gl.getExtension('WEBGL_lose_context')?.loseContext();
    const run = (name: string, inputs: tf.NamedTensorMap, attrs: object) => () =>
      tf.engine().runKernel(name, inputs, { kernelSize: 3, ...attrs });
    const dx = run('Involution2DBackpropInput', { dy: grad, kernel }, { xShape: value.shape });
    const dKernel = run('Involution2DBackpropKernel', { dy: grad, x: value }, { kernelShape: kernel.shape });
    expect(dx).toThrow(errorWith('DEVICE_LOST', 'backend'));
    expect(dKernel).toThrow(errorWith('DEVICE_LOST', 'backend'));
  });

  it('is refused too after the browser has restored it, because what was on it is gone', async () => {
    compute();
    const { gl } = webglBackend().gpgpu;
    const extension = gl.getExtension('WEBGL_lose_context');
    const lost = new Promise((resolve) => gl.canvas.addEventListener('webglcontextlost', resolve));
    const restored = new Promise((resolve) => gl.canvas.addEventListener('webglcontextrestored', resolve));
    extension?.loseContext();
    await lost;
    // Not within the event itself.
    await new Promise((resolve) => setTimeout(resolve));
    extension?.restoreContext();
    await restored;
    expect(gl.isContextLost()).toBe(false);
    expect(compute).toThrow(errorWith('DEVICE_LOST', 'backend'));
  });
});
