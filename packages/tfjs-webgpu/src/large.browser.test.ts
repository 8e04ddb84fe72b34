// The largest tensors that a device admits, and one step further.
import { errorBound } from '@involution/core';
import { involution2d } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import '@tensorflow/tfjs-backend-webgpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { register } from './index.ts';

const SIZE = 4096;
const CHANNELS = 4;

beforeAll(async () => {
  tf.enableProdMode();
  register();
  await tf.setBackend('webgpu');
});

/** Values in (−1, 1) that repeat with a period of no common factor with any size here. */
function pattern(length: number, period: number): Float32Array {
  const tile = Float32Array.from({ length: period }, (_, k) => Math.fround(Math.sin(k)));
  const values = new Float32Array(length);
  for (let at = 0; at < length; at += period) values.set(tile.subarray(0, Math.min(period, length - at)), at);
  return values;
}

describe('4096×4096×4', () => {
  const x = pattern(SIZE * SIZE * CHANNELS, 1009);

  it('is right for K = 3 in a sample of positions', { timeout: 180_000 }, async () => {
    const kernel = pattern(SIZE * SIZE * 9, 4999);
    const y = tf.tidy(() =>
      involution2d(tf.tensor4d(x, [1, SIZE, SIZE, CHANNELS]), tf.tensor4d(kernel, [1, SIZE, SIZE, 9]), {
        kernelSize: 3,
      }),
    );
    const places = [0, 1, 2047, 2048, SIZE - 2, SIZE - 1];
    for (const i of places) {
      for (const j of places) {
        const pixel = tf.tidy(() => tf.slice(y, [0, i, j, 0], [1, 1, 1, CHANNELS]));
        const values = await pixel.data();
        pixel.dispose();
        for (let c = 0; c < CHANNELS; c++) {
          let [exact, magnitude] = [0, 0];
          for (let u = 0; u < 3; u++) {
            for (let v = 0; v < 3; v++) {
              const [h, w] = [i + u - 1, j + v - 1];
              if (h < 0 || h >= SIZE || w < 0 || w >= SIZE) continue;
              const term = kernel[(i * SIZE + j) * 9 + u * 3 + v] * x[(h * SIZE + w) * CHANNELS + c];
              exact += term;
              magnitude += Math.abs(term);
            }
          }
          expect(Math.abs(values[c] - exact)).toBeLessThanOrEqual(errorBound(9, magnitude));
        }
      }
    }
    y.dispose();
  });

  it('is refused where the kernel is more than the device can bind, before anything is allocated', () => {
    const before = tf.memory() as tf.MemoryInfo & { numBytesInGPU: number };
    tf.tidy(() => {
      const { maxStorageBufferBindingSize } = (tf.backend() as WebGPUBackend).device.limits;
      const taps = Math.floor(maxStorageBufferBindingSize / (SIZE * SIZE * 4)) + 1;
      const kernelSize = Math.ceil(Math.sqrt(taps)); // memory that nobody touches costs nothing
      const kernel = tf.tensor4d(new Float32Array(SIZE * SIZE * kernelSize ** 2), [1, SIZE, SIZE, kernelSize ** 2]);
      expect(() => involution2d(tf.tensor4d(x, [1, SIZE, SIZE, CHANNELS]), kernel, { kernelSize })).toThrow(
        expect.objectContaining({ name: 'InvolutionError', code: 'DEVICE_LIMIT_EXCEEDED', argument: 'kernel' }),
      );
    });
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytesInGPU: before.numBytesInGPU });
  });
});
