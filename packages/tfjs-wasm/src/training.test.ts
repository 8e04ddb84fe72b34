import { restartTfjsWasm } from '@involution/adapters/tfjs-wasm';
import { FLOAT32_UNIT_ROUNDOFF } from '@involution/core';
import { involution2d } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { type InvolutionWasmPath, involutionWasmPath, register } from './index.ts';

tf.enableProdMode(); // or tfjs greets with advice to install tfjs-node
register();

const STEPS = 30;

/**
 * Trains a small net with an involution in its middle, whose kernel is made from its input; in products of matrices,
 * because tfjs's backend has no gradient for the filters of a convolution.
 */
function train(): number[] {
  const random = (shape: number[], scale: number, seed: number) =>
    tf.randomUniform(shape, -scale, scale, 'float32', seed);
  const images = random([4 * 6 * 6, 3], 1, 1) as tf.Tensor2D;
  const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 3], 'int32'), 4);
  const reduce = tf.variable(random([3, 8], 1, 2) as tf.Tensor2D);
  const span = tf.variable(random([8, 18], 0.4, 3) as tf.Tensor2D);
  const dense = tf.variable(random([8, 4], 0.7, 4) as tf.Tensor2D);
  const loss = () => {
    const x = tf.tanh(tf.matMul(images, reduce));
    const kernel = tf.reshape<tf.Rank.R4>(tf.matMul(x, span), [4, 6, 6, 18]);
    const y = involution2d(tf.reshape<tf.Rank.R4>(x, [4, 6, 6, 8]), kernel, { kernelSize: 3 });
    const logits = tf.matMul(tf.mean<tf.Tensor2D>(tf.tanh(y), [1, 2]), dense);
    return tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
  };
  const optimizer = tf.train.sgd(4);
  const losses = Array.from({ length: STEPS }, () => optimizer.minimize(loss, true)!.dataSync()[0]!);
  tf.disposeVariables();
  return losses;
}

it.each<InvolutionWasmPath>(['in-place', 'copies'])('trains as on the CPU, %s', async (path) => {
  await tf.setBackend('cpu');
  const onCpu = train();
  expect(onCpu[STEPS - 1]).toBeLessThan(0.8 * onCpu[0]!);
  await restartTfjsWasm('simd');
  tf.env().set('INVOLUTION_WASM_IN_PLACE', path === 'in-place');
  expect(involutionWasmPath()).toBe(path);
  const onWasm = train();
  // Steps of some 1,000 roundings each: far above what rounding gives, far below what a wrong gradient would.
  const share = 1000 * STEPS * FLOAT32_UNIT_ROUNDOFF;
  for (const [step, loss] of onWasm.entries()) expect(Math.abs(loss / onCpu[step]! - 1)).toBeLessThan(share);
});
