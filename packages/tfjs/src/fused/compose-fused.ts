import type { FusedOperation, InvolutionGeometry, Operands } from '@involution/core';
import { matMul, ones, type Rank, reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { Involution2DOptions } from '../kernel-names.ts';
import { runOperation } from '../run.ts';
import { generateKernel, rowsOf, type Span } from './generate-kernel.ts';

type Compose = (
  operands: Readonly<Record<'x' | 'dy', Tensor>> & Span,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
) => Tensor[];

const COMPOSITIONS: Readonly<Record<FusedOperation, Compose>> = {
  fusedForward: ({ x, ...span }, options, geometry) => [
    runOperation('forward', { x, kernel: generateKernel(span, geometry) }, options, geometry),
  ],
  fusedGradInput: ({ dy, ...span }, options, geometry) => [
    runOperation('gradInput', { dy, kernel: generateKernel(span, geometry) }, options, geometry),
  ],
  fusedGradSpan({ dy, x, features, spanWeights }, options, geometry) {
    const rows = rowsOf(runOperation('gradKernel', { dy, x }, options, geometry));
    return [
      reshape(matMul(rows, spanWeights, false, true), features.shape),
      matMul(rowsOf(features), rows, true),
      // A product with ones is a sum of rows; tf.sum along the first axis takes a hundred times as long on tfjs's wasm.
      reshape(matMul(ones<Rank.R2>([1, rows.shape[0]]), rows), [-1]),
    ];
  },
};

/** The results of a fused operation where nothing fuses: by way of the kernel tensor, or of its gradient. */
export function composeFused(
  operation: FusedOperation,
  operands: Operands<Tensor>,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
): Tensor[] {
  return COMPOSITIONS[operation](operands as Parameters<Compose>[0], options, geometry);
}
