// An involution of a neck at high resolution, on one tfjs backend; runs in Node and in the page alike.
import { randomFloats } from '@involution/conformance';
import {
  computeFusedReference,
  errorBound,
  FLOAT32_UNIT_ROUNDOFF,
  factorizedTermsOf,
  resolveFusedGeometry,
} from '@involution/core';
import * as tf from '@tensorflow/tfjs-core';
import { type FusedShape, LAYERS, type LayerTensors } from '../fused/contestants.ts';
import type { Way } from './tasks.ts';

/** What one way took. */
export interface NeckRun {
  /** Of one call, after one on a strip, which compiles. */
  readonly milliseconds: number;
  /** The most bytes of the tensors and of all that was made beside them. */
  readonly peakBytes: number;
  /** The largest error in a sample of y, as a share of its bound. */
  readonly worstError: number;
}

/**
 * Runs a neck on the active backend and judges a sample of the result.
 *
 * @param measurePeak Begins to measure memory, and gives a function that tells the most bytes since then, beyond those before.
 * @throws Error when y is wrong, as it is on a GPU that had no room for it.
 */
export async function runNeck(neck: FusedShape, way: Way, measurePeak: () => () => number): Promise<NeckRun> {
  const values = valuesOf(neck);
  const compute = (tensors: LayerTensors) => tf.tidy(() => LAYERS[way](tensors, neck.kernelSize));
  const strip = tensorsOf({ ...neck, height: 2 * neck.kernelSize }, values);
  await finish(compute(strip));
  tf.dispose({ ...strip });
  const peakBytes = measurePeak();
  const tensors = tensorsOf(neck, values);
  await finish(tensors.x);
  const start = performance.now();
  const y = compute(tensors);
  await finish(y);
  const milliseconds = performance.now() - start;
  const run = { milliseconds, peakBytes: peakBytes() };
  const worstError = await worstErrorOf(neck, values, y);
  if (!(worstError <= 1)) throw new Error(`y is wrong: its error is ${worstError} times its bound`);
  return { ...run, worstError };
}

/** Waits for a tensor. On a CPU it is there, and tfjs would copy all of it to read some. */
async function finish(tensor: tf.Tensor4D): Promise<void> {
  if (!['webgl', 'webgpu'].includes(tf.getBackend())) return;
  const pixel = tf.slice(tensor, [0, 0, 0, 0], [1, 1, 1, 1]);
  await pixel.data();
  pixel.dispose();
}

/** x and the features are sums of a row and of a column, so that no program need hold them to make them. */
function valuesOf({ channels, height, width, kernelSize }: FusedShape) {
  const columns = (channels / 16) * kernelSize ** 2;
  const features = channels / 4;
  return {
    xByRow: randomFloats('x by row', height * channels),
    xByColumn: randomFloats('x by column', width * channels),
    featuresByRow: randomFloats('features by row', height * features),
    featuresByColumn: randomFloats('features by column', width * features),
    spanWeights: randomFloats('span weights', features * columns),
    spanBias: randomFloats('span bias', columns),
  };
}

type Values = ReturnType<typeof valuesOf>;

function tensorsOf({ channels, height, width }: FusedShape, values: Values): LayerTensors {
  const features = channels / 4;
  const sum = (byRow: Float32Array, byColumn: Float32Array, count: number) =>
    tf.tidy(() => {
      const rows = tf.tensor4d(byRow.subarray(0, height * count), [1, height, 1, count]);
      return tf.add<tf.Tensor4D>(rows, tf.tensor4d(byColumn, [1, 1, width, count]));
    });
  return {
    x: sum(values.xByRow, values.xByColumn, channels),
    features: sum(values.featuresByRow, values.featuresByColumn, features),
    spanWeights: tf.tensor2d(values.spanWeights, [features, values.spanBias.length]),
    spanBias: tf.tensor1d(values.spanBias),
  };
}

/** At corners, edges, and where powers of two are crossed. */
async function worstErrorOf(neck: FusedShape, values: Values, y: tf.Tensor4D): Promise<number> {
  const { channels, height, width } = neck;
  let worst = 0;
  const places = (size: number) => [0, 1, Math.floor(size / 3), size / 2 - 1, size / 2, size - 2, size - 1];
  for (const [i, j] of places(height).flatMap((row) => places(width).map((column) => [row, column] as const))) {
    const pixel = tf.slice(y, [0, i, j, 0], [1, 1, 1, channels]);
    worst = Math.max(worst, worstAt(neck, values, i, j, await pixel.data<'float32'>()));
    pixel.dispose();
  }
  return worst;
}

/** The largest error of a pixel's channels: of an involution of its window alone. */
function worstAt(neck: FusedShape, values: Values, i: number, j: number, actual: Float32Array): number {
  const { channels, height, width, kernelSize } = neck;
  const features = channels / 4;
  const reach = (kernelSize - 1) / 2;
  const x = new Float32Array(kernelSize ** 2 * channels);
  for (let u = 0; u < kernelSize; u++) {
    for (let v = 0; v < kernelSize; v++) {
      const [row, column] = [i + u - reach, j + v - reach];
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      for (let c = 0; c < channels; c++) {
        const value = values.xByRow[row * channels + c]! + values.xByColumn[column * channels + c]!;
        x[(u * kernelSize + v) * channels + c] = value;
      }
    }
  }
  const z = Float32Array.from(
    { length: features },
    (_, r) => values.featuresByRow[i * features + r]! + values.featuresByColumn[j * features + r]!,
  );
  const { spanWeights, spanBias } = values;
  const geometry = resolveFusedGeometry(
    {
      x: [1, kernelSize, kernelSize, channels],
      features: [1, 1, 1, features],
      spanWeights: [features, spanBias.length],
    },
    { kernelSize, pad: 'valid' },
  );
  const exact = computeFusedReference(geometry, { x, features: z, spanWeights, spanBias });
  const terms = factorizedTermsOf(geometry, features, 'y');
  const shares = Array.from(actual, (value, c) => {
    const bound = errorBound(terms, exact.magnitude[c]!, FLOAT32_UNIT_ROUNDOFF);
    return Math.abs(value - exact.data[c]!) / bound;
  });
  // NaN is no small error.
  return shares.every((share) => share <= Number.MAX_VALUE) ? Math.max(...shares) : Number.POSITIVE_INFINITY;
}
