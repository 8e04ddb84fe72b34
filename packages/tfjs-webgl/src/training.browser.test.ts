import '@tensorflow/tfjs';
import { involution2d } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { register } from './index.ts';

register();

/** Trains a small net with an involution in its middle, whose kernel a 1×1 convolution makes from its input. */
async function train(backend: string): Promise<number[]> {
  await tf.setBackend(backend);
  const random = (shape: number[], scale: number, seed: number) =>
    tf.randomUniform(shape, -scale, scale, 'float32', seed);
  const images = random([8, 9, 9, 3], 1, 1) as tf.Tensor4D;
  // An even number of classes: with an odd one tfjs's own matMul sums what lies beyond the last column of a packed texel.
  const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 0, 1, 2, 3], 'int32'), 4);
  const filters = tf.variable(random([3, 3, 3, 8], 0.4, 2) as tf.Tensor4D);
  const span = tf.variable(random([1, 1, 8, 18], 0.4, 3) as tf.Tensor4D);
  const dense = tf.variable(random([8, 4], 0.7, 4) as tf.Tensor2D);
  const optimizer = tf.train.sgd(1);
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) {
    const loss = optimizer.minimize(
      () => {
        const x = tf.tanh(tf.conv2d(images, filters, 1, 'same'));
        const y = involution2d(x, tf.conv2d(x, span, 1, 'same'), { kernelSize: 3 });
        const logits = tf.matMul(tf.mean<tf.Tensor2D>(tf.tanh(y), [1, 2]), dense);
        return tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
      },
      true,
      [filters, span, dense],
    ) as tf.Scalar;
    losses.push((await loss.data())[0]!);
  }
  return losses;
}

describe('training', () => {
  it('goes the same way as on the CPU', async () => {
    const onCpu = await train('cpu');
    const onWebgl = await train('webgl');
    expect(onCpu[19]!).toBeLessThan(0.9 * onCpu[0]!);
    for (const [step, loss] of onWebgl.entries()) expect(Math.abs(loss / onCpu[step]! - 1)).toBeLessThan(1e-5);
  });

  it('has gradients for tf.grad and tf.variableGrads', async () => {
    await tf.setBackend('webgl');
    const x = tf.ones<tf.Rank.R4>([1, 4, 4, 8]);
    const kernel = tf.variable(tf.ones<tf.Rank.R4>([1, 4, 4, 9]));
    const dx = tf.grad((a) => involution2d(a as tf.Tensor4D, kernel, { kernelSize: 3 }))(x);
    expect((await dx.data())[0]).toBe(4);
    const { grads } = tf.variableGrads(() => tf.sum(involution2d(x, kernel, { kernelSize: 3 })), [kernel]);
    expect((await grads[kernel.name]!.data())[4]).toBe(8);
  });
});
