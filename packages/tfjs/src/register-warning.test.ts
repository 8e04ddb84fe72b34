import * as tf from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type * as Package from './index.ts';

// A module of its own in each test: what has been warned of is remembered.
let tfjs: typeof Package;
const backends: string[] = [];

beforeEach(async () => {
  vi.resetModules();
  tfjs = await import('./index.ts');
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  await tf.setBackend('cpu');
});
afterEach(() => {
  for (const name of Object.values(tfjs.KERNEL_NAMES).flatMap((names) => Object.values(names))) {
    if (tf.getKernel(name, 'cpu')) tf.unregisterKernel(name, 'cpu');
  }
  tf.env().set('INVOLUTION_WARN_UNREGISTERED', true);
  for (const backend of backends.splice(0)) tf.removeBackend(backend);
  vi.restoreAllMocks();
});

const run = () => {
  const [x, kernel] = [tf.ones<tf.Rank.R4>([1, 3, 3, 2]), tf.ones<tf.Rank.R4>([1, 3, 3, 9])];
  return tfjs.involution2d(x, kernel, { kernelSize: 3 }).dataSync();
};

/** What was warned of involutions: tfjs has warnings of its own. */
const warnings = () =>
  vi
    .mocked(console.warn)
    .mock.calls.map(String)
    .filter((text) => text.includes('involution'));

it('warns once of a backend whose kernels nobody has registered, with the lines to paste', () => {
  run();
  run();
  tf.grads((x) => tfjs.involution2d(x as tf.Tensor4D, tf.ones([1, 3, 3, 9]), { kernelSize: 3 }).sum())([
    tf.ones([1, 3, 3, 2]),
  ]);
  expect(warnings()).toEqual([
    `\
No involution kernels are registered for TensorFlow.js's backend 'cpu', so that involutions are composed of its own ops, which \
is slow. Install @involution/tfjs-cpu and add

import { register } from '@involution/tfjs-cpu';
register();

or silence this warning: tf.env().set('INVOLUTION_WARN_UNREGISTERED', false);`,
  ]);
});

it('warns of each backend by itself, and of none that no package has kernels for', async () => {
  run();
  for (const backend of ['wasm', 'my-backend']) {
    tf.registerBackend(backend, () => new MathBackendCPU());
    tf.copyRegisteredKernels('cpu', backend);
    backends.push(backend);
    await tf.setBackend(backend);
    run();
  }
  expect(warnings().map((text) => /backend '(.*?)'/.exec(text)![1])).toEqual(['cpu', 'wasm']);
});

it('does not warn where kernels are registered', () => {
  tfjs.registerInvolutionKernels<tf.KernelBackend>('cpu', ({ outputShape }) => tf.zeros(outputShape));
  run();
  expect(warnings()).toEqual([]);
});

it('does not warn when the flag is off, and does when it is on again', () => {
  tf.env().set('INVOLUTION_WARN_UNREGISTERED', false);
  run();
  expect(warnings()).toEqual([]);
  tf.env().set('INVOLUTION_WARN_UNREGISTERED', true);
  run();
  expect(warnings()).toHaveLength(1);
});

it('leaves the flag as it is when another copy of the package comes', async () => {
  tf.env().set('INVOLUTION_WARN_UNREGISTERED', false);
  vi.resetModules();
  await import('./index.ts');
  expect(tf.env().getBool('INVOLUTION_WARN_UNREGISTERED')).toBe(false);
});
