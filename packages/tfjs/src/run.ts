// The operations of an involution on the active backend: by the registered kernel, else composed.
import { type InvolutionGeometry, kernelShapeOf, type Operands, type Operation, xShapeOf } from '@involution/core';
import {
  engine,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { composedInvolution } from './composed.ts';
import { composedBackpropInput, composedBackpropKernel } from './composed-gradients.ts';
import { type Involution2DOptions, KERNEL_NAMES, type KernelRank } from './kernel-names.ts';
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
 * @throws InvolutionError `UNSUPPORTED_RANK` for volumes where the backend has no kernel: they are composed elsewhere, of
 * images.
 */
export function runOperation(
  operation: Operation,
  operands: Operands<Tensor>,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
): Tensor {
  const { compose, shapes } = RUNS[operation];
  const kernelName = KERNEL_NAMES[geometry.axes.length as KernelRank][operation];
  const backend = getBackend();
  if (!getKernel(kernelName, backend)) {
    warnUnregistered(backend);
    return compose(operands as Operands<Tensor4D>, geometry);
  }
  const attrs = { ...options, ...shapes?.(geometry) };
  return engine().runKernel(kernelName, operands as NamedTensorMap, attrs as NamedAttrMap);
}

/** Whether the active backend has the kernels of all operations. */
export function hasKernels(rank: KernelRank): boolean {
  return Object.values(KERNEL_NAMES[rank]).every((name) => getKernel(name, getBackend()));
}
