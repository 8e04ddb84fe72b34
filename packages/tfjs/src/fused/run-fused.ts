import { type FusedOperation, type InvolutionGeometry, type Operands, xShapeOf } from '@involution/core';
import {
  engine,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { FUSED_KERNEL_NAMES, type Involution2DOptions } from '../kernel-names.ts';
import { composeFused } from './compose-fused.ts';

/**
 * The results of a fused operation on the active backend: by the registered kernel, else composed.
 *
 * @param operands By name, those that the operation reads.
 */
export function runFused(
  operation: FusedOperation,
  operands: Operands<Tensor>,
  options: Involution2DOptions,
  geometry: InvolutionGeometry,
): Tensor[] {
  const name = FUSED_KERNEL_NAMES[operation];
  if (!getKernel(name, getBackend())) {
    // The gradient of a band's rows would be as large as all of x, for each band.
    const maxRows = engine().isTapeOn() ? Number.POSITIVE_INFINITY : undefined;
    return composeFused(operation, operands, options, geometry, maxRows);
  }
  const attrs = operation === 'fusedGradInput' ? { ...options, xShape: xShapeOf(geometry) } : options;
  return [engine().runKernel<Tensor | Tensor[]>(name, operands as NamedTensorMap, attrs as NamedAttrMap)].flat();
}
