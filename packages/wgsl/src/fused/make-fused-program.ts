import type { FusedGeometry, FusedOperation } from '@involution/core';
import { withShaderAxes } from '../axes.ts';
import type { DeviceLimits } from '../limits.ts';
import type { InvolutionProgram } from '../program.ts';
import type { FusedSource } from './assemble.ts';
import { fusedGatherProgram, fusedGatherSource } from './fused-gather.ts';
import type { FusedGatherOperation } from './gathers.ts';
import { generateText } from './generate.ts';
import { generateReachingText } from './generate-reaching.ts';
import { chooseFusedVariant } from './variant.ts';

/**
 * The program that computes y of an involution that generates its kernel, or the gradient for x: workgroups generate the
 * kernels of some positions and groups in their own memory, and use them from there, so that the kernel tensor never exists.
 *
 * @param operation What to compute; for `'fusedGradSpan'`, which has three results, there is `makeFusedGradSpan`.
 * @param geometry From core's `resolveFusedGeometry`.
 * @param limits `device.limits`.
 * @throws InvolutionError `INVALID_OPTIONS` where there is no such program, as {@link canFuse} says, and
 * `DEVICE_LIMIT_EXCEEDED`, as `checkLimits`.
 */
export function makeFusedProgram(
  operation: FusedGatherOperation,
  geometry: FusedGeometry,
  limits: DeviceLimits,
): InvolutionProgram {
  return fusedGatherProgram(fusedSourceOf(operation), geometry, limits);
}

/**
 * Whether there are programs for an operation in a geometry: where a workgroup's memory holds a kernel of four neighbouring
 * columns.
 */
export function canFuse(operation: FusedOperation, geometry: FusedGeometry): boolean {
  return chooseFusedVariant(operation, withShaderAxes(geometry)) !== undefined;
}

/** The source of a program that generates weights and uses them. */
export function fusedSourceOf(operation: FusedGatherOperation): FusedSource {
  return fusedGatherSource(operation, operation === 'fusedForward' ? generateText : generateReachingText);
}
