// A layer from its features on, span and involution, apart and fused, on one tfjs backend; runs in Node and in the page alike.
import { fused, involution2d } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { type Medians, mediansOf, type Run, timesOf } from '../contest.ts';
import { timed } from '../tfjs/timed.ts';

/** x `[1, H, W, C]`, groups of 16 channels, C/4 features, stride 1, same padding; the span has a bias. */
export interface FusedShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly kernelSize: number;
}

/** One contest: `apart` is a 1×1 `tf.fused.conv2d` with its bias, and `involution2d` of ours. */
export interface FusedRow extends FusedShape {
  readonly direction: 'forward' | 'forward + gradients';
  readonly medians: Medians;
  /** The most bytes in tensors, operands included. */
  readonly peakBytes: Readonly<Record<string, number>>;
}

export const FUSED_SHAPES: readonly FusedShape[] = [
  { channels: 64, height: 56, width: 56, kernelSize: 7 },
  { channels: 128, height: 28, width: 28, kernelSize: 7 },
  { channels: 256, height: 14, width: 14, kernelSize: 7 },
  { channels: 512, height: 7, width: 7, kernelSize: 7 },
  { channels: 64, height: 56, width: 56, kernelSize: 3 },
  { channels: 64, height: 112, width: 112, kernelSize: 7 },
  { channels: 256, height: 64, width: 128, kernelSize: 7 },
];

/** Times every shape on the active backend. */
export async function timeFused(
  shapes: readonly FusedShape[],
  onProgress: (text: string) => void,
): Promise<FusedRow[]> {
  const rows: FusedRow[] = [];
  for (const shape of shapes) {
    for (const direction of ['forward', 'forward + gradients'] as const) {
      onProgress(`tfjs ${tf.getBackend()}, ${describeFused(shape)}, ${direction}`);
      rows.push({ ...shape, direction, ...(await timeShape(shape, direction)) });
    }
  }
  return rows;
}

export function describeFused({ channels, height, width, kernelSize }: FusedShape): string {
  return `${channels}×${height}×${width}, K = ${kernelSize}`;
}

/** The operands of a layer. */
export interface LayerTensors {
  x: tf.Tensor4D;
  features: tf.Tensor4D;
  spanWeights: tf.Tensor2D;
  spanBias: tf.Tensor1D;
}

type Layer = (tensors: LayerTensors, kernelSize: number) => tf.Tensor4D;

/** Both ways to compute y. */
export const LAYERS = {
  apart: ({ x, features, spanWeights, spanBias }, kernelSize) => {
    const filter = tf.reshape<tf.Rank.R4>(spanWeights, [1, 1, ...spanWeights.shape]);
    const kernel = tf.fused.conv2d({ x: features, filter, strides: 1, pad: 'valid', bias: spanBias });
    return involution2d(x, kernel, { kernelSize });
  },
  fused: (tensors, kernelSize) => fused.involution2d({ ...tensors, kernelSize }),
} satisfies Readonly<Record<string, Layer>>;

async function timeShape(
  { channels, height, width, kernelSize }: FusedShape,
  direction: FusedRow['direction'],
): Promise<Pick<FusedRow, 'medians' | 'peakBytes'>> {
  const random = <R extends tf.Rank>(shape: tf.ShapeMap[R]) => tf.randomUniform<R>(shape, -1, 1, 'float32', 1);
  const [features, weights] = [channels / 4, (channels / 16) * kernelSize ** 2];
  const tensors = {
    x: random<tf.Rank.R4>([1, height, width, channels]),
    features: random<tf.Rank.R4>([1, height, width, features]),
    spanWeights: random<tf.Rank.R2>([features, weights]),
    spanBias: random<tf.Rank.R1>([weights]),
  };
  const compute = (layer: Layer) => {
    if (direction === 'forward') return layer(tensors, kernelSize);
    const names = Object.keys(tensors);
    const y = (...all: tf.Tensor[]) =>
      layer(Object.fromEntries(names.map((name, k) => [name, all[k]])) as unknown as LayerTensors, kernelSize);
    const { value, grads } = tf.valueAndGrads(y)(Object.values(tensors), tf.onesLike(tensors.x));
    return [value, ...grads];
  };
  const backend = tf.getBackend();
  const contestants: Record<string, Run> = {};
  const peakBytes: Record<string, number> = {};
  for (const [name, layer] of Object.entries(LAYERS)) {
    contestants[name] = timed({ ...tensors, backend }, () => compute(layer));
    peakBytes[name] = (await tf.profile(() => tf.tidy(() => void compute(layer)))).peakBytes;
  }
  try {
    return { medians: mediansOf(await timesOf(contestants)), peakBytes };
  } finally {
    tf.dispose(Object.values(tensors));
  }
}
