import { resolveFusedGeometry, unexpected } from '@involution/core';
import {
  reshape,
  squeeze,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  type TensorLike,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { checkOptions } from '../check-options.ts';
import { registerGradients } from '../gradients.ts';
import type { Involution2DOptions } from '../kernel-names.ts';
import { requireSpatialRank } from '../spatial-rank.ts';
import { toTensor } from '../to-tensor.ts';
import { registerFusedGradients } from './gradients.ts';
import { runFused } from './run-fused.ts';

/** What {@link involution2d} of `fused` takes: the options of `involution2d`, and what its kernel is generated from. */
export interface FusedInvolution2DArgs<T extends Tensor3D | Tensor4D> extends Involution2DOptions {
  /** The feature map, float32, `[N, H, W, C]` or one image `[H, W, C]`. */
  x: T | TensorLike;
  /** What the span is applied to: float32, `[N, Ho, Wo, R]`; N is 1 for one image. */
  features: Tensor4D | TensorLike;
  /** The weights of the span, a 1×1 convolution: float32, `[R, G·Kh·Kw]`. */
  spanWeights: Tensor2D | TensorLike;
  /** Its bias: float32, `[G·Kh·Kw]`. Default: none. */
  spanBias?: Tensor1D | TensorLike;
}

/**
 * Involution with the span that generates its kernel, as one op: what `involution2d(x, kernel, options)` is for
 *
 *     kernel[n, i, j, k] = Σ_r features[n, i, j, r] · spanWeights[r, k] + spanBias[k]
 *
 * On backends whose package has a kernel for it, the kernel tensor never exists, which has ΠK·G/C times the numbers of y (3
 * times in RedNet), nor is it kept for the gradients: where there are kernels for them too, neither it nor its gradient ever
 * exists. Elsewhere, and where a geometry gains nothing, it is made by a product of matrices. Differentiable in all tensors, to
 * any order.
 *
 * @param args As `tf.fused.conv2d` takes them: see {@link FusedInvolution2DArgs}.
 * @returns y, float32, `[N, Ho, Wo, C]`, or `[Ho, Wo, C]` for one image.
 * @throws InvolutionError for bad shapes, options or dtypes, before any kernel runs; no tensor is left behind.
 */
export function involution2d<T extends Tensor3D | Tensor4D>(args: FusedInvolution2DArgs<T>): T {
  return tidy('fused.involution2d', () => {
    if (typeof args !== 'object' || args === null) {
      throw unexpected('INVALID_OPTIONS', 'args', args, 'an object with x, features, spanWeights and kernelSize');
    }
    const { x, features, spanWeights, spanBias, ...options } = args;
    checkOptions(options);
    const $x = toTensor('x', x);
    const $features = toTensor('features', features);
    const $weights = toTensor('spanWeights', spanWeights);
    const $bias = spanBias === undefined ? undefined : toTensor('spanBias', spanBias);
    const isOneImage = $x.rank === 3;
    const x4D = isOneImage ? [1, ...$x.shape] : $x.shape;
    requireSpatialRank(x4D, 2, 'fused.involution2d');
    const shapes = { x: x4D, features: $features.shape, spanWeights: $weights.shape, spanBias: $bias?.shape };
    const geometry = resolveFusedGeometry(shapes, options);
    registerGradients();
    registerFusedGradients();
    const operands = {
      // A reshape keeps what it reads for its gradient, on tfjs's wasm as a copy.
      x: isOneImage ? reshape($x, x4D) : $x,
      features: $features,
      spanWeights: $weights,
      spanBias: $bias ?? zeros([$weights.shape[1]!]),
    };
    const y = runFused('fusedForward', operands, options, geometry)[0]!;
    return (isOneImage ? squeeze(y, [0]) : y) as T;
  });
}
