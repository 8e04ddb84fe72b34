import { resolveGeometry } from '@involution/core';
import { type Tensor5D, type TensorLike, tidy } from '@tensorflow/tfjs-core';
import { checkOptions } from './check-options.ts';
import { composedOverDepth } from './composed-over-depth.ts';
import { registerGradients } from './gradients.ts';
import type { Involution2DOptions } from './kernel-names.ts';
import { hasKernels, runKernel } from './run.ts';
import { requireSpatialRank } from './spatial-rank.ts';
import { toTensor } from './to-tensor.ts';

/**
 * Involution of volumes: that of `involution2d` with an axis of depth.
 *
 *     y[n, h, i, j, c] = Σ_t Σ_u Σ_v kernel[n, h, i, j, (g(c), t, u, v)] · x[n, h·sd + t·dd − front, …, c]
 *
 * Runs the kernels that a backend package has registered for the active backend. Where it has none for volumes, the same is
 * the sum over the taps of depth of an `involution2d` of the slices of x under each, by that op's kernels if there are
 * any. Differentiable in both inputs, to any order.
 *
 * @param x The volumes, float32, `[N, D, H, W, C]`.
 * @param kernel The weights, float32, `[N, Do, Ho, Wo, G·Kd·Kh·Kw]`.
 * @param options As those of `involution2d`; lists have three entries, for depth, height and width.
 * @returns y, float32, `[N, Do, Ho, Wo, C]`.
 * @throws InvolutionError for bad shapes, options or dtypes, before any kernel runs; no tensor is left behind.
 */
export function involution3d(
  x: Tensor5D | TensorLike,
  kernel: Tensor5D | TensorLike,
  options: Involution2DOptions,
): Tensor5D {
  return tidy('involution3d', () => {
    checkOptions(options);
    const $x = toTensor('x', x) as Tensor5D;
    const $kernel = toTensor('kernel', kernel) as Tensor5D;
    const geometry = resolveGeometry($x.shape, $kernel.shape, options);
    requireSpatialRank($x.shape, 3, 'involution3d');
    if (!hasKernels(3)) return composedOverDepth($x, $kernel, geometry);
    registerGradients();
    return runKernel('forward', { x: $x, kernel: $kernel }, options, geometry) as Tensor5D;
  });
}
