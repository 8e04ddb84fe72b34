// One tfjs backend against what its users have today; runs in Node and in the page alike. Who runs it imports tfjs's
// gradients, by the package `@tensorflow/tfjs` or by themselves.
import { withoutOurKernels } from '@involution/adapters/tfjs-plain';
import { involution2d } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { type Contestants, type ContestOptions, mediansOf, type Run, type Times, timesOf } from '../contest.ts';
import { type Growth, growthOf } from '../growth.ts';
import type { Direction, Measurement, PeakBytes, RuntimeBench } from '../report.ts';
import { multiplyAddsOf, SERIES, SHAPES, type Shape } from '../shapes.ts';
import { composedInvolution, differentiableInvolution } from './composed.ts';
import { timed } from './timed.ts';

/** A slope needs steadier points than a ratio: one that jumps bends the line. */
const RUNS_OF_SERIES = 11;

/** A backend with our kernels, and the same backend without them, by their names. */
export interface BackendPair {
  ours: string;
  /** May be the same one: then our kernels are taken from it for as long as a contestant without them runs. */
  plain: string;
  /** Other ways in which our kernels can run, by contestant: the flags of tfjs that ask for them. */
  variants?: Readonly<Record<string, Flags>>;
}

/** Flags of `tf.env()`. */
type Flags = Readonly<Record<string, boolean | string>>;

/** Times a backend on every shape, forward and forward plus both gradients, then how its cost grows. */
export async function benchBackend(
  pair: BackendPair,
  onProgress: (text: string) => void,
): Promise<Omit<RuntimeBench, 'peakBytes'>> {
  const measurements: Measurement[] = [];
  for (const shape of SHAPES) {
    for (const direction of ['forward', 'forward + gradients'] as const) {
      onProgress(`tfjs ${pair.ours}, ${shape.name}, ${direction}`);
      const medians = mediansOf(await benchShape(shape, direction, pair));
      measurements.push({ shape: shape.name, multiplyAdds: multiplyAddsOf(shape, direction), direction, medians });
    }
  }
  const growth: Growth[] = [];
  for (const [quantity, series] of Object.entries(SERIES)) {
    onProgress(`tfjs ${pair.ours}, growth with ${quantity}`);
    growth.push(await growthWith(quantity, series, pair));
  }
  return { runtime: `tfjs ${pair.ours}`, version: tf.version_core, measurements, growth };
}

/** How a shape is timed. */
export interface ShapeOptions extends ContestOptions {
  /** Default: all. */
  contestants?: readonly string[];
}

/** Times the contestants on one shape. */
export async function benchShape(
  shape: Shape,
  direction: Direction,
  pair: BackendPair,
  { contestants, ...options }: ShapeOptions = {},
): Promise<Record<string, Times>> {
  const plain = await tensorsOn(pair.plain, shape);
  const ours = await tensorsOn(pair.ours, shape);
  try {
    const tensors = { ours, plain, variants: pair.variants ?? {} };
    const all = direction === 'forward' ? forward(tensors) : backward(tensors);
    const isAsked = ([name]: [string, Run]) => contestants?.includes(name) ?? true;
    return await timesOf(Object.fromEntries(Object.entries(all).filter(isAsked)), options);
  } finally {
    dispose(ours);
    dispose(plain);
  }
}

function forward(tensors: OnBoth<Tensors>): Contestants {
  const { ours, plain } = tensors;
  return {
    composed: timed(plain, ({ x, kernel, kernelSize }) => composedInvolution(x, kernel, kernelSize)),
    ...waysOf(tensors, ({ x, kernel, kernelSize }) => involution2d(x, kernel, { kernelSize })),
    depthwise: timed(ours, ({ x, filter }) => tf.depthwiseConv2d(x, filter, 1, 'same')),
    add: timed(ours, ({ x }) => tf.add(x, x)),
  };
}

function backward(tensors: OnBoth<Tensors>): Contestants {
  return {
    composed: timed(tensors.plain, (operands) => gradients(differentiable, operands)),
    ...waysOf(tensors, (operands) => gradients(involution, operands)),
  };
}

/** An op of ours without kernels, with them, and in the other ways in which these can run. */
export function waysOf<T extends { readonly backend: string }>(
  { ours, plain, variants }: OnBoth<T>,
  compute: (tensors: T) => tf.Tensor | tf.Tensor[],
): Contestants {
  return {
    fallback: withoutKernels(timed(plain, compute), plain.backend),
    ours: timed(ours, compute),
    ...mapValues(variants, (flags) => withFlags(flags, timed(ours, compute))),
  };
}

/** Something that computes y. */
type Layer = (x: tf.Tensor4D, kernel: tf.Tensor4D, { kernelSize }: { kernelSize: number }) => tf.Tensor;

const involution: Layer = (x, kernel, { kernelSize }) => involution2d(x, kernel, { kernelSize });
const differentiable: Layer = (x, kernel, { kernelSize }) => differentiableInvolution(x, kernel, kernelSize);

/** y and both gradients. */
function gradients(layer: Layer, tensors: Tensors): tf.Tensor[] {
  const y = (x: tf.Tensor, kernel: tf.Tensor) => layer(x as tf.Tensor4D, kernel as tf.Tensor4D, tensors);
  const { value, grads } = tf.valueAndGrads(y)([tensors.x, tensors.kernel], tf.onesLike(tensors.x));
  return [value, ...grads];
}

async function growthWith(quantity: string, series: (typeof SERIES)[string], pair: BackendPair): Promise<Growth> {
  const points: [number, number][] = [];
  for (const [value, shape] of series) {
    const { ours } = await benchShape(shape, 'forward', pair, { contestants: ['ours'], runs: RUNS_OF_SERIES });
    points.push([value, ours!.median]);
  }
  return growthOf(quantity, points);
}

/**
 * The most bytes that forward and both gradients take, operands included. On a GPU these are the bytes that the backend
 * has asked its device for: backends keep what they were given, so they must not have worked before. On a CPU these are
 * the bytes in tensors.
 */
export async function peakBytesOf(shape: Shape, pair: BackendPair): Promise<PeakBytes> {
  const bytes: Record<string, number> = {};
  for (const [name, backend, layer] of [
    ['ours', pair.ours, involution],
    ['composed', pair.plain, differentiable],
  ] as const) {
    const tensors = await tensorsOn(backend, shape);
    const { peakBytes } = await tf.profile(() => tf.tidy(() => void gradients(layer, tensors)));
    bytes[name] = deviceBytes() ?? peakBytes;
    dispose(tensors);
  }
  return { shape: shape.name, bytes };
}

/** Bytes allocated on the device, by the name that each of tfjs's GPU backends has for them. */
function deviceBytes(): number | undefined {
  const memory = tf.memory() as tf.MemoryInfo & { numBytesInGPUAllocated?: number; numBytesAllocatedInGPU?: number };
  return memory.numBytesInGPUAllocated ?? memory.numBytesAllocatedInGPU;
}

/** The operands, on one backend. */
interface Tensors {
  backend: string;
  kernelSize: number;
  x: tf.Tensor4D;
  kernel: tf.Tensor4D;
  filter: tf.Tensor4D;
}

/** The operands on both backends: moving them from one to the other would be timed too. */
export interface OnBoth<T> {
  ours: T;
  plain: T;
  variants: Readonly<Record<string, Flags>>;
}

async function tensorsOn(backend: string, { batch, channels, size, kernelSize }: Shape): Promise<Tensors> {
  await tf.setBackend(backend);
  const random = (...shape: [number, number, number, number]) =>
    tf.randomUniform<tf.Rank.R4>(shape, -1, 1, 'float32', 1);
  return {
    backend,
    kernelSize,
    x: random(batch, size, size, channels),
    kernel: random(batch, size, size, (channels / 16) * kernelSize * kernelSize),
    filter: random(kernelSize, kernelSize, channels, 1),
  };
}

function dispose({ x, kernel, filter }: Tensors): void {
  tf.dispose([x, kernel, filter]);
}

/** A run without our kernels; a backend of its own has none anyway. */
function withoutKernels(run: Run, backend: string): Run {
  return (calls) => withoutOurKernels(backend, () => run(calls));
}

/** A run with some of tfjs's flags set, and reset after it. */
function withFlags(flags: Flags, run: Run): Run {
  return async (calls) => {
    const before = mapValues(flags, (_, name) => tf.env().get(name));
    tf.env().setFlags(flags);
    try {
      await run(calls);
    } finally {
      tf.env().setFlags(before);
    }
  };
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
