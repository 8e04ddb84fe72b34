import {
  FUSED_OPERATIONS,
  type FusedGeometry,
  type FusedOperation,
  fusedShapeOf,
  InvolutionError,
  type InvolutionGeometry,
} from '@involution/core';
import { type Build, rowsTogetherOf } from './build.ts';
import { bytesOf, type Plan } from './plan.ts';
import type { Layout } from './structure.ts';
import { chooseFusedVariant, type FusedVariant } from './variant.ts';

/** What a kernel is laid out for. */
export interface FusedCall {
  readonly operation: FusedOperation;
  /** Of y, whose strides are the geometry's. */
  readonly part: InvolutionGeometry;
  /** Pixels whose kernels are summed at a time. */
  readonly pixelsTogether: number;
}

/** How loops are laid out for fused kernels, by their variants. */
export type FusedLayouts = Readonly<
  Partial<Record<FusedVariant, (geometry: FusedGeometry, call: FusedCall) => Layout>>
>;

/**
 * Works out a call of a fused operation.
 *
 * @param part As of `makePlan`, for y.
 * @throws InvolutionError `INVALID_OPTIONS` where there is no kernel for it, `DEVICE_LIMIT_EXCEEDED` when a tensor takes
 * 2 GiB or more.
 */
export function makeFusedPlan(
  operation: FusedOperation,
  geometry: FusedGeometry,
  build: Build,
  layouts: FusedLayouts,
  part: InvolutionGeometry = geometry,
): Plan {
  const variant = chooseFusedVariant(operation, geometry, build !== 'scalar');
  if (!variant) {
    const message = `There is no kernel for ${operation} in this geometry, as canFuse says.`;
    throw new InvolutionError('INVALID_OPTIONS', 'operation', message);
  }
  const { operands, results } = FUSED_OPERATIONS[operation];
  const bytes = (name: (typeof operands | typeof results)[number]) =>
    [name, bytesOf(name, fusedShapeOf(geometry, name))] as const;
  return {
    operation,
    operandBytes: Object.fromEntries(operands.map(bytes)),
    resultBytes: Object.fromEntries(results.map(bytes)),
    kernel: `fuse_${variant}`,
    ...layouts[variant]!(geometry, { operation, part, pixelsTogether: rowsTogetherOf(build) }),
  };
}
