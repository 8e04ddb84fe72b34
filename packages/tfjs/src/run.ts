// The operations of an involution on the active backend.
import { type InvolutionGeometry, OPERATIONS, type Operands, type Operation, resultShapeOf } from '@involution/core';
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
import { type Involution2DOptions, KERNEL_NAMES, type KernelRank } from './kernel-names.ts';
import { warnUnregistered } from './warn-unregistered.ts';

/** y of images: by the backend's kernel, or composed where it lacks one of the operations, which gradients would miss. */
export function runForward(
  { x, kernel }: Readonly<Record<'x' | 'kernel', Tensor>>,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
): Tensor {
  if (hasKernels(2)) return runKernel('forward', { x, kernel }, options, geometry);
  warnUnregistered(getBackend());
  return composedInvolution(x as Tensor4D, kernel as Tensor4D, geometry);
}

/**
 * The result of an operation by the kernel that is registered for it.
 *
 * @param operands By name, those that the operation reads.
 */
export function runKernel(
  operation: Operation,
  operands: Operands<Tensor>,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
): Tensor {
  // Gradients have the shape of an operand that they do not read.
  const shape = { [`${OPERATIONS[operation].result}Shape`]: resultShapeOf(geometry, operation) };
  const attrs = { ...options, ...(operation !== 'forward' && shape) } as NamedAttrMap;
  const kernelName = KERNEL_NAMES[geometry.axes.length as KernelRank][operation];
  return engine().runKernel(kernelName, operands as NamedTensorMap, attrs);
}

/** Whether the active backend has the kernels of all operations. */
export function hasKernels(rank: KernelRank): boolean {
  return Object.values(KERNEL_NAMES[rank]).every((name) => getKernel(name, getBackend()));
}
