import { resolveGeometry } from '@involution/core';
import { type Rank, reshape, type Tensor2D, type Tensor3D, type TensorLike, tidy } from '@tensorflow/tfjs-core';
import { checkOptions } from './check-options.ts';
import { involution2d } from './involution2d.ts';
import type { Involution2DOptions } from './kernel-names.ts';
import { optionsOfAxes } from './options-of-axes.ts';
import { requireSpatialRank } from './spatial-rank.ts';
import { toTensor } from './to-tensor.ts';

/**
 * Involution along one axis: that of {@link involution2d} on images of one row, with its kernels and gradients.
 *
 *     y[n, j, c] = Σ_v kernel[n, j, (g(c), v)] · x[n, j·s + v·d − before, c]
 *
 * @param x The sequences, float32, `[N, W, C]` or one sequence `[W, C]`.
 * @param kernel The weights, float32, `[N, Wo, G·K]`; N is 1 for one sequence.
 * @param options As those of `involution2d`; lists have one entry, for the width.
 * @returns y, float32, `[N, Wo, C]`, or `[Wo, C]` for one sequence.
 * @throws InvolutionError for bad shapes, options or dtypes, before any kernel runs; no tensor is left behind.
 */
export function involution1d<T extends Tensor2D | Tensor3D>(
  x: T | TensorLike,
  kernel: Tensor3D | TensorLike,
  options: Involution2DOptions,
): T {
  return tidy('involution1d', () => {
    checkOptions(options);
    const $x = toTensor('x', x);
    const $kernel = toTensor('kernel', kernel);
    const isOneSequence = $x.rank === 2;
    const shape = isOneSequence ? [1, ...$x.shape] : $x.shape;
    const geometry = resolveGeometry(shape, $kernel.shape, options);
    requireSpatialRank(shape, 1, 'involution1d');
    const { batchSize, axes, channels } = geometry;
    const [width] = axes as [(typeof axes)[number]];
    const y = involution2d(
      reshape<Rank.R4>($x, [batchSize, 1, width.inSize, channels]),
      reshape<Rank.R4>($kernel, [batchSize, 1, width.outSize, -1]),
      optionsOfAxes(geometry, [undefined, width]),
    );
    return reshape(y, isOneSequence ? [width.outSize, channels] : [batchSize, width.outSize, channels]) as T;
  });
}
