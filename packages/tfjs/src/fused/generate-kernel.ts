import { type InvolutionGeometry, kernelShapeOf } from '@involution/core';
import {
  fused,
  type Rank,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';

/**
 * What an involution is computed from whose kernel a span generates: x `[N, H, W, C]`, features `[N, Ho, Wo, R]`, the span's
 * weights `[R, G·Kh·Kw]` and its bias `[G·Kh·Kw]`.
 */
export type SpanInputs = [x: Tensor4D, features: Tensor4D, spanWeights: Tensor2D, spanBias?: Tensor1D];

/** What a kernel is generated from, by its names. */
export interface Span {
  /** `[N, Ho, Wo, R]` */
  features: Tensor;
  /** `[R, G·Kh·Kw]` */
  spanWeights: Tensor;
  /** `[G·Kh·Kw]` */
  spanBias: Tensor;
}

/**
 * The kernel tensor, `[N, Ho, Wo, G·Kh·Kw]`: a product of matrices. For kernels of `fused.involution2d` that make it for some rows
 * of y at a time.
 *
 * @param geometry Its axes have the sizes of the features.
 */
export function generateKernel({ features, spanWeights, spanBias }: Span, geometry: InvolutionGeometry): Tensor4D {
  const rows = fused.matMul({ a: rowsOf(features), b: spanWeights, bias: spanBias });
  return reshape(rows, kernelShapeOf(geometry) as Tensor4D['shape']);
}

/** A row for each position. */
export function rowsOf(features: Tensor): Tensor2D {
  return reshape<Rank.R2>(features, [-1, features.shape.at(-1)!]);
}
