import { rednet } from '@involution/tfjs-layers';
import * as tf from '@tensorflow/tfjs';

/** Gray images `[N, 32, 32]` from 0 to 1 in one array, and a label from 0 to 9 of each. */
export interface Images {
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}

/** How long and how fast; the same seed gives the same weights and order of images on every backend. */
export interface Schedule {
  readonly epochs: number;
  readonly batchSize: number;
  /** Learning rate of the first step; it falls to 0 in a straight line. */
  readonly learningRate: number;
  readonly seed: number;
}

/** A step that was made. */
export interface Step {
  /** From 0. */
  readonly index: number;
  /** How many there are. */
  readonly count: number;
  /** Cross-entropy of the step's images before it. */
  readonly loss: number;
  /** From one step's end to the next. */
  readonly milliseconds: number;
}

/** Told of every step. */
export type OnStep = (step: Step) => unknown;

/** A small RedNet that is ready to train. It and its optimizer are the caller's to dispose. */
export function untrained({ learningRate, seed }: Pick<Schedule, 'learningRate' | 'seed'>): {
  model: tf.LayersModel;
  optimizer: tf.MomentumOptimizer;
} {
  const model = rednet({ depth: [1, 1, 1, 1], width: 16, classes: 10, inputShape: [32, 32, 1], seed });
  const optimizer = tf.train.momentum(learningRate, 0.9, true);
  const loss = (labels: tf.Tensor, logits: tf.Tensor) => tf.losses.softmaxCrossEntropy(labels, logits);
  model.compile({ optimizer, loss });
  return { model, optimizer };
}

/**
 * Trains it on tfjs's active backend. The model is the caller's to save and to dispose.
 *
 * @param onStep May return false, and training ends.
 */
export async function train(
  data: Images,
  { epochs, batchSize, learningRate, seed }: Schedule,
  onStep: OnStep,
): Promise<tf.LayersModel> {
  const { model, optimizer } = untrained({ learningRate, seed });
  const { x, y } = tensors(shuffled(data, seed));
  const count = epochs * Math.ceil(data.labels.length / batchSize);
  let index = 0;
  let last = performance.now();
  await model.fit(x, y, {
    epochs,
    batchSize,
    shuffle: false,
    verbose: 0,
    callbacks: {
      onBatchEnd: async (_, logs) => {
        const now = performance.now();
        if (onStep({ index, count, loss: logs!.loss!, milliseconds: now - last }) === false) model.stopTraining = true;
        last = now;
        index++;
        optimizer.setLearningRate(learningRate * (1 - index / count));
      },
    },
  });
  tf.dispose([x, y]);
  optimizer.dispose();
  return model;
}

/** The share of images that a model classifies rightly. */
export async function accuracy(model: tf.LayersModel, data: Images, batchSize = 100): Promise<number> {
  const { x, y } = tensors(data);
  const right = tf.tidy(() => {
    const logits = model.predict(x, { batchSize }) as tf.Tensor;
    return tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), tf.argMax(y, 1)), 'float32'));
  });
  const [share] = await right.data();
  tf.dispose([x, y, right]);
  return share!;
}

/** Images `[N, 32, 32, 1]` and, of each, a row with a 1 at its class, `[N, 10]`. */
export function tensors({ images, labels }: Images): { x: tf.Tensor4D; y: tf.Tensor2D } {
  return tf.tidy(() => ({
    x: tf.tensor4d(images, [labels.length, 32, 32, 1]),
    y: tf.cast(tf.oneHot(Array.from(labels), 10), 'float32') as tf.Tensor2D,
  }));
}

/** In another order, which the seed decides. */
function shuffled({ images, labels }: Images, seed: number): Images {
  const keys = tf.tidy(() => tf.randomUniform([labels.length], 0, 1, 'float32', seed).dataSync());
  const order = Array.from(labels.keys()).sort((a, b) => keys[a]! - keys[b]!);
  const pixels = images.length / labels.length;
  const result = { images: new Float32Array(images.length), labels: Uint8Array.from(order, (k) => labels[k]!) };
  for (const [at, k] of order.entries()) {
    result.images.set(images.subarray(k * pixels, (k + 1) * pixels), at * pixels);
  }
  return result;
}
