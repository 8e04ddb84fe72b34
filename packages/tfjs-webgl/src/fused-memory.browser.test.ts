// In bands, a fused call makes y and little else: neither the kernel tensor nor y a second time.
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgl';
import { fused, registerFusedInvolutionKernel } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { computeFused } from './fused.ts';
import { register } from './index.ts';

type Call = Parameters<typeof computeFused>[0];

let maxRows = 4;

beforeAll(async () => {
  tf.enableProdMode();
  registerFusedInvolutionKernel('webgl', (call: Call) => computeFused(call, maxRows));
  register();
  await tf.setBackend('webgl');
});

/** x `[1, 64, 64, 64]`, and the span of a layer with K = 7. */
function args() {
  const random = <R extends tf.Rank>(shape: tf.ShapeMap[R]) => tf.randomUniform<R>(shape, -1, 1, 'float32', 1);
  return {
    x: random<tf.Rank.R4>([1, 64, 64, 64]),
    features: random<tf.Rank.R4>([1, 64, 64, 16]),
    spanWeights: random<tf.Rank.R2>([16, 4 * 49]),
    spanBias: random<tf.Rank.R1>([4 * 49]),
    kernelSize: 7,
  };
}

it('takes y, the kernels of a band, and its features', () => {
  const operands = args();
  // Uploads the operands.
  tf.tidy(() => void fused.involution2d(operands));
  const allocated = () => (tf.memory() as unknown as { numBytesInGPUAllocated: number }).numBytesInGPUAllocated;
  const used = () => (tf.memory() as unknown as { numBytesInGPU: number }).numBytesInGPU;
  const [before, usedBefore] = [allocated(), used()];
  const first = fused.involution2d(operands);
  const bytesOfY = 4 * first.size;
  // y of the call before lies ready.
  expect(allocated() - before).toBe(0);
  expect(used() - usedBefore).toBe(bytesOfY);
  const second = fused.involution2d(operands);
  expect(allocated() - before).toBe(bytesOfY);
  tf.dispose([first, second]);
});

it('gives the same to the bit in any bands', async () => {
  const operands = args();
  const results = [4, 5, 64].map((rows) => {
    maxRows = rows;
    return fused.involution2d(operands);
  });
  const [expected, ...others] = await Promise.all(results.map((y) => y.data()));
  for (const other of others) expect(other).toEqual(expected);
});
