import { type FusedOperation, type InvolutionGeometry, maxKernelRows, type Operands } from '@involution/core';
import { matMul, ones, type Rank, reshape, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Involution2DOptions } from '../kernel-names.ts';
import { hasKernels, runForward, runKernel } from '../run.ts';
import { type Compose, composeInBands } from './compose-in-bands.ts';
import { composedBackpropInput, composedBackpropKernel } from './composed-gradients.ts';
import { generateKernel, rowsOf } from './generate-kernel.ts';

const COMPOSITIONS: Readonly<Record<FusedOperation, Compose>> = {
  fusedForward: ({ x, ...span }, options, geometry) => [
    runForward({ x, kernel: generateKernel(span, geometry) }, options, geometry),
  ],
  fusedGradInput: ({ dy, ...span }, options, geometry) => [
    gradInput(dy, generateKernel(span, geometry), options, geometry),
  ],
  fusedGradSpan({ dy, x, features, spanWeights }, options, geometry) {
    const rows = rowsOf(gradKernel(dy, x, options, geometry));
    return [
      reshape(matMul(rows, spanWeights, false, true), features.shape),
      matMul(rowsOf(features), rows, true),
      // A product with ones is a sum of rows; tf.sum along the first axis takes a hundred times as long on tfjs's wasm.
      reshape(matMul(ones<Rank.R2>([1, rows.shape[0]]), rows), [-1]),
    ];
  },
};

function gradInput(dy: Tensor, kernel: Tensor, options: Involution2DOptions, geometry: InvolutionGeometry): Tensor {
  if (hasKernels(2)) return runKernel('gradInput', { dy, kernel }, options, geometry);
  return composedBackpropInput(dy as Tensor4D, kernel as Tensor4D, geometry);
}

function gradKernel(dy: Tensor, x: Tensor, options: Involution2DOptions, geometry: InvolutionGeometry): Tensor {
  if (hasKernels(2)) return runKernel('gradKernel', { dy, x }, options, geometry);
  return composedBackpropKernel(dy as Tensor4D, x as Tensor4D, geometry);
}

/**
 * The results of a fused operation where nothing fuses: by way of the kernel tensor, or of its gradient.
 *
 * @param maxRows Of y, whose kernels are made at once. Default: as many as have a kernel tensor that is not too large.
 */
export function composeFused(
  operation: FusedOperation,
  operands: Operands<Tensor>,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
  maxRows: number = maxKernelRows(geometry),
): Tensor[] {
  const compose: Compose = COMPOSITIONS[operation];
  const all = operands as Parameters<Compose>[0];
  if (geometry.axes[0]!.outSize <= maxRows) return compose(all, options, geometry);
  return composeInBands(operation, compose, all, geometry, maxRows);
}
