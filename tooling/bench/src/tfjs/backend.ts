// One tfjs backend against what its users have today; runs in Node and in the page alike.
import { involution2d } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type Contestants, contest } from '../contest.ts';
import type { Growth, Measurement, PeakBytes, RuntimeBench } from '../report.ts';
import { SERIES, SHAPES, type Shape } from '../shapes.ts';
import { logLogSlope } from '../statistics.ts';

/** Names of a backend with our kernels, and of the same backend without them. */
export interface BackendPair {
  ours: string;
  plain: string;
}

/**
 * Times a backend on every shape, forward and forward plus both gradients, then how its cost grows, and the most bytes
 * that tensors take.
 */
export async function benchBackend(pair: BackendPair, onProgress: (text: string) => void): Promise<RuntimeBench> {
  const measurements: Measurement[] = [];
  const peakBytes: PeakBytes[] = [];
  for (const shape of SHAPES) {
    onProgress(`tfjs ${pair.ours}, ${shape.name}, forward`);
    measurements.push({ shape: shape.name, direction: 'forward', medians: await inScope(shape, pair, forward) });
    onProgress(`tfjs ${pair.ours}, ${shape.name}, forward + gradients`);
    const medians = await inScope(shape, pair, backward);
    measurements.push({ shape: shape.name, direction: 'forward + gradients', medians });
    peakBytes.push({ shape: shape.name, bytes: await peakBytesOf(shape, pair) });
  }
  const growth: Growth[] = [];
  for (const [quantity, series] of Object.entries(SERIES)) {
    onProgress(`tfjs ${pair.ours}, growth with ${quantity}`);
    growth.push(await growthWith(quantity, series, pair));
  }
  return { runtime: `tfjs ${pair.ours}`, version: tf.version_core, measurements, growth, peakBytes };
}

function forward({ x, kernel, filter, kernelSize }: Tensors, { ours, plain }: BackendPair): Contestants {
  return {
    composed: timed(plain, () => involution2d(x, kernel, { kernelSize })),
    ours: timed(ours, () => involution2d(x, kernel, { kernelSize })),
    depthwise: timed(ours, () => tf.depthwiseConv2d(x, filter, 1, 'same')),
    add: timed(ours, () => tf.add(x, x)),
  };
}

function backward(tensors: Tensors, { ours, plain }: BackendPair): Contestants {
  const gradients = gradientsOf(tensors);
  return { composed: timed(plain, gradients), ours: timed(ours, gradients) };
}

function gradientsOf({ x, kernel, kernelSize }: Tensors): () => tf.Tensor[] {
  const y = (a: tf.Tensor, b: tf.Tensor) => involution2d(a as tf.Tensor4D, b as tf.Tensor4D, { kernelSize });
  return () => {
    const { value, grads } = tf.valueAndGrads(y)([x, kernel], tf.onesLike(x));
    return [value, ...grads];
  };
}

async function growthWith(quantity: string, series: (typeof SERIES)[string], pair: BackendPair): Promise<Growth> {
  const points: [number, number][] = [];
  for (const [value, shape] of series) {
    const onlyOurs = (tensors: Tensors) => ({ ours: forward(tensors, pair).ours });
    points.push([value, (await inScope(shape, pair, onlyOurs)).ours]);
  }
  return { quantity, points, slope: logLogSlope(points) };
}

/** The most bytes that tensors take at a time, forward and backward, as tfjs counts them. */
async function peakBytesOf(shape: Shape, { ours, plain }: BackendPair): Promise<PeakBytes['bytes']> {
  const bytes: Record<string, number> = {};
  for (const [name, backend] of Object.entries({ ours, composed: plain })) {
    await tf.setBackend(backend);
    const tensors = tensorsOf(shape);
    const gradients = gradientsOf(tensors);
    const { peakBytes } = await tf.profile(() => tf.tidy(() => void gradients()));
    bytes[name] = peakBytes;
    dispose(tensors);
  }
  return bytes;
}

interface Tensors {
  kernelSize: number;
  x: tf.Tensor4D;
  kernel: tf.Tensor4D;
  filter: tf.Tensor4D;
}

async function inScope(shape: Shape, pair: BackendPair, contestants: (tensors: Tensors, pair: BackendPair) => Contestants) {
  await tf.setBackend(pair.ours);
  const tensors = tensorsOf(shape);
  try {
    return await contest(contestants(tensors, pair));
  } finally {
    dispose(tensors);
  }
}

function tensorsOf({ batch, channels, size, kernelSize }: Shape): Tensors {
  const random = (...shape: [number, number, number, number]) =>
    tf.randomUniform<tf.Rank.R4>(shape, -1, 1, 'float32', 1);
  return {
    kernelSize,
    x: random(batch, size, size, channels),
    kernel: random(batch, size, size, (channels / 16) * kernelSize * kernelSize),
    filter: random(kernelSize, kernelSize, channels, 1),
  };
}

function dispose({ x, kernel, filter }: Tensors): void {
  tf.dispose([x, kernel, filter]);
}

/**
 * One timed run: computes, then reads one element of every result. A device works in order, so with that element
 * everything before it is finished, and moving the rest is nobody's cost.
 */
function timed(backend: string, compute: () => tf.Tensor | tf.Tensor[]): () => Promise<void> {
  return async () => {
    await tf.setBackend(backend);
    const results = [tf.tidy(compute)].flat();
    const samples = results.map((result) => tf.tidy(() => tf.slice(tf.reshape(result, [-1]), 0, 1)));
    await Promise.all(samples.map((sample) => sample.data()));
    tf.dispose([results, samples]);
  };
}
