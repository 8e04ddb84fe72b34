// The largest tensors that textures admit, and one step further.
import { LARGE, largeX, runLarge } from '@involution/adapters/tfjs-large';
import { involution2d } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgl';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorWith } from '../test/error-with.ts';
import { register } from './index.ts';

beforeAll(async () => {
  tf.enableProdMode();
  register();
  await tf.setBackend('webgl');
});

describe('4096×4096×4', () => {
  it('is right for K = 3 in a sample of positions', { timeout: 180_000 }, async () => {
    const worst = await runLarge((x, kernel) => involution2d(x, kernel, { kernelSize: LARGE.kernelSize }));
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('is refused where the kernel is more than a texture holds, before anything is allocated', () => {
    const before = tf.memory() as tf.MemoryInfo & { numBytesInGPU: number };
    const { size, channels } = LARGE;
    tf.tidy(() => {
      const texels = tf.env().getNumber('WEBGL_MAX_TEXTURE_SIZE') ** 2;
      const kernelSize = Math.ceil(Math.sqrt(Math.floor((4 * texels) / size ** 2) + 1));
      // Memory that nobody touches costs nothing.
      const kernel = tf.tensor4d(new Float32Array(size * size * kernelSize ** 2), [1, size, size, kernelSize ** 2]);
      expect(() => involution2d(tf.tensor4d(largeX(), [1, size, size, channels]), kernel, { kernelSize })).toThrow(
        errorWith('DEVICE_LIMIT_EXCEEDED', 'kernel'),
      );
    });
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytesInGPU: before.numBytesInGPU });
  });
});
