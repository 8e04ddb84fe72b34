import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { type InvolutionCall, involution3d, KERNEL_NAMES, registerInvolutionKernels } from './index.ts';

const names = Object.values(KERNEL_NAMES).flatMap((ofRank) => Object.values(ofRank));
const registered = () => names.filter((name) => tf.getKernel(name, 'cpu'));
/** Stands for a backend's kernels: the shape is right, and the values tell that it ran. */
const sevens = ({ outputShape }: InvolutionCall<tf.KernelBackend>) => tf.fill(outputShape, 7);

const operands = { x: tf.ones<tf.Rank.R5>([1, 2, 1, 1, 1]), kernel: tf.ones<tf.Rank.R5>([1, 2, 1, 1, 3]) };
const involute = () => [...involution3d(operands.x, operands.kernel, { kernelSize: [3, 1, 1] }).dataSync()];

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => {
  for (const name of registered()) tf.unregisterKernel(name, 'cpu');
});

it('registers the kernels of images and those of volumes, which involution3d runs', () => {
  registerInvolutionKernels('cpu', sevens);
  expect(registered()).toEqual(names);
  expect(involute()).toEqual([7, 7]);
});

it('registers those of images alone where a backend has no others, of which involution3d is composed', () => {
  registerInvolutionKernels('cpu', sevens, { spatialRanks: [2] });
  expect(registered()).toEqual(Object.values(KERNEL_NAMES[2]));
  // Two of the three taps of depth are inside at each position.
  expect(involute()).toEqual([14, 14]);
});

it.each([
  ['Involution2D', 'x has 3 spatial axes, and Involution2D takes 2.', operands],
  [
    'Involution3D',
    'x has 2 spatial axes, and Involution3D takes 3.',
    { x: tf.ones([1, 1, 1, 1]), kernel: tf.ones([1, 1, 1, 1]) },
  ],
])('refuses operands of another rank of whoever calls %s by its name', (name, message, inputs) => {
  registerInvolutionKernels('cpu', sevens);
  const kernelSize = name === 'Involution2D' ? [3, 1, 1] : 1;
  expect(() => tf.engine().runKernel(name, inputs, { kernelSize })).toThrow(
    expect.objectContaining({ code: 'UNSUPPORTED_RANK', message }),
  );
});
