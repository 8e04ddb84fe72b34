// tfjs on its CPU backend: what a user can write today, our kernel, and tfjs's own depthwise convolution.
import { registerPlainBackend } from '@involution/adapters/tfjs-plain';
import { involution2d } from '@involution/tfjs';
import { register } from '@involution/tfjs-cpu';
import * as tf from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { contest } from './contest.ts';
import type { Measurement, RuntimeBench } from './report.ts';
import { SHAPES, type Shape } from './shapes.ts';

/** Times the CPU backend on every shape, forward and forward plus both gradients. */
export async function benchTfjsCpu(onProgress: (text: string) => void): Promise<RuntimeBench> {
  tf.enableProdMode();
  register();
  const plain = registerPlainBackend('cpu', () => new MathBackendCPU());
  const measurements: Measurement[] = [];
  for (const shape of SHAPES) {
    onProgress(`tfjs cpu, ${shape.name}, forward`);
    measurements.push({ shape: shape.name, direction: 'forward', medians: await contest(forward(shape, plain)) });
    onProgress(`tfjs cpu, ${shape.name}, forward + gradients`);
    measurements.push({
      shape: shape.name,
      direction: 'forward + gradients',
      medians: await contest(backward(shape, plain)),
    });
  }
  return { runtime: 'tfjs cpu', version: tf.version_core, measurements };
}

function forward(shape: Shape, plain: string) {
  const { x, kernel, filter, kernelSize } = tensors(shape);
  return {
    composed: timed(plain, () => involution2d(x, kernel, { kernelSize })),
    ours: timed('cpu', () => involution2d(x, kernel, { kernelSize })),
    depthwise: timed('cpu', () => tf.depthwiseConv2d(x, filter, 1, 'same')),
  };
}

function backward(shape: Shape, plain: string) {
  const { x, kernel, kernelSize } = tensors(shape);
  const gradients = () => {
    const loss = (a: tf.Tensor, b: tf.Tensor) => involution2d(a as tf.Tensor4D, b as tf.Tensor4D, { kernelSize });
    const { value, grads } = tf.valueAndGrads(loss)([x, kernel], tf.onesLike(x));
    return [value, ...grads];
  };
  return { composed: timed(plain, gradients), ours: timed('cpu', gradients) };
}

function tensors({ channels, size, kernelSize, groups }: Shape) {
  const random = (...shape: [number, number, number, number]) =>
    tf.randomUniform<tf.Rank.R4>(shape, -1, 1, 'float32', 1);
  return {
    kernelSize,
    x: random(1, size, size, channels),
    kernel: random(1, size, size, groups * kernelSize * kernelSize),
    filter: random(kernelSize, kernelSize, channels, 1),
  };
}

/** One timed run: computes, reads back every result, so that nothing is left undone, and frees all. */
function timed(backend: string, compute: () => tf.Tensor | tf.Tensor[]): () => Promise<void> {
  return async () => {
    await tf.setBackend(backend);
    const results = [tf.tidy(compute)].flat();
    await Promise.all(results.map((tensor) => tensor.data()));
    tf.dispose(results);
  };
}
