// The operations of an involution on the active backend: by the registered kernel, else composed.
import { type InvolutionGeometry, kernelShapeOf, type Operands, type Operation, xShapeOf } from '@involution/core';
import {
  engine,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { composedInvolution } from './composed.ts';
import { composedBackpropInput, composedBackpropKernel } from './composed-gradients.ts';
import { type Involution2DOptions, KERNEL_NAMES } from './kernel-names.ts';
import { warnUnregistered } from './warn-unregistered.ts';

/** How an operation is composed, and which shapes a kernel cannot tell from its operands. */
interface OperationRun {
  compose(operands: Operands<Tensor4D>, geometry: InvolutionGeometry): Tensor4D;
  shapes?(geometry: InvolutionGeometry): object;
}

const RUNS: Readonly<Record<Operation, OperationRun>> = {
  forward: { compose: ({ x, kernel }, geometry) => composedInvolution(x!, kernel!, geometry) },
  gradInput: {
    compose: ({ dy, kernel }, geometry) => composedBackpropInput(dy!, kernel!, geometry),
    shapes: (geometry) => ({ xShape: xShapeOf(geometry) }),
  },
  gradKernel: {
    compose: ({ dy, x }, geometry) => composedBackpropKernel(dy!, x!, geometry),
    shapes: (geometry) => ({ kernelShape: kernelShapeOf(geometry) }),
  },
};

/**
 * The result of an operation.
 *
 * @param operands By name, those that the operation reads.
 */
export function runOperation(
  operation: Operation,
  operands: Operands<Tensor4D>,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
): Tensor4D {
  const { compose, shapes } = RUNS[operation];
  const kernelName = KERNEL_NAMES[operation];
  const backend = getBackend();
  if (!getKernel(kernelName, backend)) {
    warnUnregistered(backend);
    return compose(operands, geometry);
  }
  const attrs = { ...options, ...shapes?.(geometry) };
  return engine().runKernel(kernelName, operands as NamedTensorMap, attrs as NamedAttrMap);
}
