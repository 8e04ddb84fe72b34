// An involution with a linear span on one tfjs backend, by our kernels and by each algorithm of factorizedInvolution2d; runs
// in Node and in the page alike.
import { type FactorizedAlgorithm, factorizedInvolution2d, involution2d } from '@involution/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { type Contestants, contest, type Medians } from '../contest.ts';
import { timed } from '../tfjs/timed.ts';

/** x `[1, size, size, 16]`, one group, stride 1, same padding; the span takes `rank` features to K² weights and has a bias. */
export interface FactorizedShape {
  /** H = W. */
  readonly size: number;
  readonly kernelSize: number;
  /** R. */
  readonly rank: number;
}

/** One contest, forward. A contestant is missing where it was not run; `ours` is a 1×1 convolution and `involution2d`. */
export interface FactorizedRow extends FactorizedShape {
  readonly medians: Medians;
}

const CHANNELS = 16;

const ALGORITHMS: readonly FactorizedAlgorithm[] = ['matmul', 'direct', 'im2col', 'fft'];

/** The most bytes that the unfolded x may take: the products with more take minutes where a CPU is the GPU. */
const MAX_UNFOLDED_BYTES = 60e6;

/** Times every shape on the active backend. */
export async function timeFactorized(
  shapes: readonly FactorizedShape[],
  onProgress: (text: string) => void,
): Promise<FactorizedRow[]> {
  const rows: FactorizedRow[] = [];
  for (const shape of shapes) {
    onProgress(`tfjs ${tf.getBackend()}, ${describeFactorized(shape)}`);
    rows.push({ ...shape, medians: await timeShape(shape) });
  }
  return rows;
}

export function describeFactorized({ size, kernelSize, rank }: FactorizedShape): string {
  return `${size}×${size}, K = ${kernelSize}, R = ${rank}`;
}

async function timeShape({ size, kernelSize, rank }: FactorizedShape): Promise<Medians> {
  const random = <R extends tf.Rank>(shape: tf.ShapeMap[R]) => tf.randomUniform<R>(shape, -1, 1, 'float32', 1);
  const taps = kernelSize ** 2;
  const tensors = {
    backend: tf.getBackend(),
    x: random<tf.Rank.R4>([1, size, size, CHANNELS]),
    coefficients: random<tf.Rank.R4>([1, size, size, rank]),
    basis: random<tf.Rank.R2>([rank, taps]),
    bias: random<tf.Rank.R1>([taps]),
    kernelSize,
  };
  const unfolds = size ** 2 * taps * CHANNELS * 4 <= MAX_UNFOLDED_BYTES;
  const algorithms = ALGORITHMS.filter((algorithm) => unfolds || algorithm === 'direct' || algorithm === 'fft');
  const contestants: Contestants = {
    ours: timed(tensors, ({ x, coefficients, basis, bias }) => {
      const span = tf.reshape<tf.Rank.R4>(basis, [1, 1, rank, taps]);
      const kernel = tf.add(tf.conv2d(coefficients, span, 1, 'same'), bias);
      return involution2d(x, kernel as tf.Tensor4D, { kernelSize });
    }),
    ...Object.fromEntries(
      algorithms.map((algorithm) => [
        algorithm,
        timed(tensors, ({ backend: _, ...operands }) => factorizedInvolution2d({ ...operands, algorithm })),
      ]),
    ),
  };
  try {
    // Shaders are compiled before: of what is slow, the first run is all that is timed.
    for (const run of Object.values(contestants)) await run(1);
    return await contest(contestants);
  } finally {
    tf.dispose([tensors.x, tensors.coefficients, tensors.basis, tensors.bias]);
  }
}
