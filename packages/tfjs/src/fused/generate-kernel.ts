import { type InvolutionGeometry, kernelShapeOf } from '@involution/core';
import {
  fused,
  matMul,
  ones,
  type Rank,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { Involution2DOptions } from '../kernel-names.ts';
import { runOperation } from '../run.ts';

/**
 * What an involution is computed from whose kernel a span generates: x `[N, H, W, C]`, features `[N, Ho, Wo, R]`, the span's
 * weights `[R, G·Kh·Kw]` and its bias `[G·Kh·Kw]`.
 */
export type SpanInputs = [x: Tensor4D, features: Tensor4D, spanWeights: Tensor2D, spanBias?: Tensor1D];

/** The kernel tensor, `[N, Ho, Wo, G·Kh·Kw]`: a product of matrices. */
export function generateKernel(
  [, features, spanWeights, spanBias]: SpanInputs,
  geometry: InvolutionGeometry,
): Tensor4D {
  const rows = fused.matMul({ a: rowsOf(features), b: spanWeights, ...(spanBias && { bias: spanBias }) });
  return reshape(rows, kernelShapeOf(geometry) as Tensor4D['shape']);
}

/**
 * The gradients for all inputs, by way of the generated kernel, which is made again for them: it is many times as large as
 * what it is made from, and need not be kept until then.
 */
export function spanGradients(
  dy: Tensor4D,
  inputs: SpanInputs,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
): Tensor[] {
  const [x, features, spanWeights, spanBias] = inputs;
  const dx = runOperation('gradInput', { dy, kernel: generateKernel(inputs, geometry) }, options, geometry);
  const dKernel = runOperation('gradKernel', { dy, x }, options, geometry);
  const rows = reshape<Rank.R2>(dKernel, [-1, spanWeights.shape[1]]);
  return [
    dx,
    reshape(matMul(rows, spanWeights, false, true), features.shape),
    matMul(rowsOf(features), rows, true),
    // A product with ones is a sum of rows; tf.sum along the first axis takes a hundred times as long on tfjs's wasm.
    ...(spanBias ? [reshape(matMul(ones<Rank.R2>([1, rows.shape[0]]), rows), spanBias.shape)] : []),
  ];
}

/** A row for each position. */
function rowsOf(features: Tensor4D): Tensor2D {
  return reshape(features, [-1, features.shape[3]]);
}
