import { rednet } from '@involution/tfjs-layers';
import * as tf from '@tensorflow/tfjs';

/** H and W. */
const SIZE = 32;

/** Gray images `[N, 32, 32]` from 0 to 1 in one array, empty at their borders, and a label from 0 to 9 of each. */
export interface Images {
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}

/** How long and how fast; the same seed gives the same weights, images and order of images on every backend. */
export interface Schedule {
  readonly epochs: number;
  readonly batchSize: number;
  /** The highest learning rate: it rises from 0 in the first steps, then falls to 0, both in a straight line. */
  readonly learningRate: number;
  /** The share of steps in which it rises. */
  readonly warmUp: number;
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
export type OnStep = (step: Step) => void;

/** A small RedNet that is ready to train. It and its optimizer are the caller's to dispose. */
export function untrained(seed: number): { model: tf.LayersModel; optimizer: tf.MomentumOptimizer } {
  const model = rednet({ depth: [1, 1, 1, 1], width: 16, classes: 10, inputShape: [SIZE, SIZE, 1], seed });
  const optimizer = tf.train.momentum(0, 0.9);
  const loss = (labels: tf.Tensor, logits: tf.Tensor) => tf.losses.softmaxCrossEntropy(labels, logits);
  model.compile({ optimizer, loss });
  return { model, optimizer };
}

/**
 * Trains it on tfjs's active backend. The model is the caller's to save and to dispose.
 *
 * @param stopAfter How many steps at most. Default: all of the schedule.
 */
export async function train(
  data: Images,
  { epochs, batchSize, learningRate, warmUp, seed }: Schedule,
  onStep: OnStep,
  stopAfter?: number,
): Promise<tf.LayersModel> {
  const { model, optimizer } = untrained(seed);
  const count = epochs * Math.ceil(data.labels.length / batchSize);
  let index = 0;
  let last = performance.now();
  const setLearningRate = () => {
    const done = (index + 1) / (count + 1);
    optimizer.setLearningRate(learningRate * Math.min(done / warmUp, (1 - done) / (1 - warmUp)));
  };
  const onBatchEnd = async (_: number, logs?: tf.Logs) => {
    const now = performance.now();
    onStep({ index, count, loss: logs!.loss!, milliseconds: now - last });
    last = now;
    index++;
    if (index === stopAfter) model.stopTraining = true;
    setLearningRate();
  };
  setLearningRate();
  for (let epoch = 0; epoch < epochs && !model.stopTraining; epoch++) {
    const { x, y } = tensors(shuffledAndShifted(data, seed + epoch));
    await model.fit(x, y, { batchSize, shuffle: false, verbose: 0, callbacks: { onBatchEnd } });
    tf.dispose([x, y]);
  }
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
    x: tf.tensor4d(images, [labels.length, SIZE, SIZE, 1]),
    // Cast, because the WebAssembly backend writes no floats into a oneHot that is asked for in float32.
    y: tf.cast(tf.oneHot(Array.from(labels), 10), 'float32') as tf.Tensor2D,
  }));
}

/** In another order, and each moved by up to a pixel along both axes; the seed decides how. */
function shuffledAndShifted({ images, labels }: Images, seed: number): Images {
  const random = tf.tidy(() => tf.randomUniform([labels.length, 3], 0, 1, 'float32', seed).dataSync());
  const order = Array.from(labels.keys()).sort((a, b) => random[3 * a]! - random[3 * b]!);
  const pixels = SIZE ** 2;
  const result = { images: new Float32Array(images.length), labels: Uint8Array.from(order, (k) => labels[k]!) };
  for (const [at, k] of order.entries()) {
    const [down, right] = [1, 2].map((axis) => Math.floor(3 * random[3 * k + axis]!) - 1) as [number, number];
    // The outermost rows and columns are empty, so that nothing is lost where a row runs into the next.
    const by = down * SIZE + right;
    const start = Math.max(0, -by);
    const image = images.subarray(k * pixels + start, (k + 1) * pixels - Math.max(0, by));
    result.images.set(image, at * pixels + start + by);
  }
  return result;
}
