import '@tensorflow/tfjs';
import { Involution2D, Involution2DBackpropInput, involution2d, involution3d, KERNEL_NAMES } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { errorWith } from '../test/error-with.ts';
import { webglBackend } from '../test/webgl-adapter.ts';

const namesOf = (rank: 2 | 3) => Object.values(KERNEL_NAMES[rank]);
const kernelNames = [...namesOf(2), ...namesOf(3)];
const registered = () => kernelNames.filter((name) => tf.getKernel(name, 'webgl'));

beforeAll(async () => {
  await tf.setBackend('webgl');
});

describe('register', () => {
  it('does nothing on import, everything on the first call, and nothing on the second', async () => {
    // webgl-adapter.ts imports index.ts already.
    expect(registered()).toEqual([]);
    const { register } = await import('./index.ts');
    const warn = vi.spyOn(console, 'warn');
    register();
    expect(registered()).toEqual(kernelNames);
    const first = tf.getKernel(Involution2D, 'webgl');
    register();
    await import('./register.ts');
    expect(tf.getKernel(Involution2D, 'webgl')).toBe(first);
    expect(warn).not.toHaveBeenCalled();
  });

  it('makes involution2d one kernel, forward and backward', async () => {
    const { kernelNames: ran } = await tf.profile(differentiate);
    for (const name of namesOf(2)) expect(ran).toContain(name);
    expect(ran).not.toContain('PadV2');
  });

  it('makes involution2d one shader', async () => {
    const { x, kernel } = inputs(16);
    await tf.tidy(() => involution2d(x, kernel, { kernelSize: 3 })).data();
    const draw = vi.spyOn(webglBackend().gpgpu.gl, 'drawElements');
    involution2d(x, kernel, { kernelSize: 3 });
    expect(draw).toHaveBeenCalledTimes(1);
    draw.mockRestore();
  });

  it('makes involution3d one kernel and one shader, forward and backward', async () => {
    const x = tf.ones<tf.Rank.R5>([1, 3, 8, 8, 16]);
    const kernel = tf.ones<tf.Rank.R5>([1, 3, 8, 8, 54]);
    const dy = tf.ones<tf.Rank.R5>([1, 3, 8, 8, 16]);
    const f = (a: tf.Tensor, b: tf.Tensor) => involution3d(a as tf.Tensor5D, b as tf.Tensor5D, { kernelSize: 3 });
    const run = () => tf.tidy(() => void tf.grads(f)([x, kernel], dy));
    const { kernelNames: ran } = await tf.profile(run);
    expect(ran.filter((name) => name.startsWith('Involution'))).toEqual(namesOf(3));
    // Nothing of tfjs's moves a value: reshapes and casts of the same.
    const draw = vi.spyOn(webglBackend().gpgpu.gl, 'drawElements');
    run();
    expect(draw).toHaveBeenCalledTimes(3);
    draw.mockRestore();
  });

  it('works with tf.time', async () => {
    const { wallMs } = await tf.time(() => differentiate());
    expect(wallMs).toBeGreaterThan(0);
  });

  it('refuses a gradient of another shape', () => {
    const attrs = { kernelSize: 3, xShape: [1, 4, 4, 2] };
    const run = () =>
      tf
        .engine()
        .runKernel(Involution2DBackpropInput, { dy: tf.ones([1, 3, 4, 2]), kernel: tf.ones([1, 4, 4, 9]) }, attrs);
    expect(run).toThrow(errorWith('DY_SHAPE_MISMATCH', 'dy'));
  });

  it('refuses channels first of whoever calls a kernel by its name', () => {
    const attrs = { kernelSize: 3, dataFormat: 'channelsFirst' };
    const run = () =>
      tf.engine().runKernel(Involution2D, { x: tf.ones([1, 2, 4, 4]), kernel: tf.ones([1, 9, 4, 4]) }, attrs);
    expect(run).toThrow(errorWith('INVALID_DATA_FORMAT', 'dataFormat'));
  });
});

describe("tfjs's cache of programs", () => {
  it('has all it needs after the first call, and after calls of other sizes', () => {
    const compiled = vi.spyOn(webglBackend().gpgpu.gl, 'shaderSource');
    const ours = () => compiled.mock.calls.filter(([, source]) => source.includes('fetch_')).length;
    differentiate(10, 12, 12);
    const first = ours();
    const all = compiled.mock.calls.length;
    expect(first).toBe(3);
    differentiate(10, 12, 12);
    expect(compiled.mock.calls.length).toBe(all);
    differentiate(12, 14, 12);
    differentiate(13, 21, 12);
    expect(ours()).toBe(first);
    compiled.mockRestore();
  });
});

describe('memory', () => {
  it.each([true, false])('is as it was after 200 calls of changing shapes, WEBGL_PACK = %s', (isPackingAllowed) => {
    tf.env().set('WEBGL_PACK', isPackingAllowed);
    const before = memory();
    for (let k = 0; k < 200; k++) differentiate(4 + (k % 7), 5 + (k % 3), 8 * (1 + (k % 2)));
    expect(memory()).toEqual(before);
    tf.env().set('WEBGL_PACK', true);
  });
});

function memory() {
  const { numTensors, numDataBuffers, numBytes, numBytesInGPU } = tf.memory() as tf.MemoryInfo & {
    numBytesInGPU: number;
  };
  // tfjs counts what its engine knows; a kernel's own temporaries only the backend knows.
  return { numTensors, numDataBuffers, numBytes, numBytesInGPU, numDataIds: webglBackend().numDataIds() };
}

function inputs(height = 8, width = 8, channels = 16) {
  return { x: tf.ones<tf.Rank.R4>([1, height, width, channels]), kernel: tf.ones<tf.Rank.R4>([1, height, width, 18]) };
}

function differentiate(height?: number, width?: number, channels?: number): void {
  tf.tidy(() => {
    const { x, kernel } = inputs(height, width, channels);
    const f = (a: tf.Tensor, b: tf.Tensor) => involution2d(a as tf.Tensor4D, b as tf.Tensor4D, { kernelSize: 3 });
    tf.valueAndGrads((a, b) => f(a, b).sum())([x, kernel]);
  });
}
