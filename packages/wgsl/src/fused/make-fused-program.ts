import { FUSED_OPERATIONS, type FusedGeometry, type FusedOperation, fusedShapeOf } from '@involution/core';
import { withShaderAxes } from '../axes.ts';
import { checkShapes, type DeviceLimits } from '../limits.ts';
import type { InvolutionProgram } from '../program.ts';
import { aggregateText } from './aggregate.ts';
import { assembleFused, type FusedSource, requireVariant } from './assemble.ts';
import type { FusedGatherOperation } from './gathers.ts';
import { generateText } from './generate.ts';
import { generateReachingText } from './generate-reaching.ts';
import { chooseFusedVariant, FUSED_WORKGROUP_SIZE, slotCount } from './variant.ts';

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
  const { operands, results } = FUSED_OPERATIONS[operation];
  const shapes = [...operands, ...results].map((name) => [name, fusedShapeOf(geometry, name)] as const);
  checkShapes(geometry, Object.fromEntries(shapes), limits);
  const g = { ...withShaderAxes(geometry), featureCount: geometry.featureCount };
  return assembleFused(fusedSourceOf(operation), g, requireVariant(operation, g), limits);
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
  const { operands, results } = FUSED_OPERATIONS[operation];
  const generate = operation === 'fusedForward' ? generateText : generateReachingText;
  return {
    operation,
    operands,
    result: results[0],
    workgroups: (g, { slots }) => Math.ceil(slotCount(operation, g) / slots),
    uniforms: () => ({}),
    body: (g, variant, layout) => `
      let firstSlot = index / ${FUSED_WORKGROUP_SIZE} * ${variant.slots};
      ${generate(g, variant, layout)}
      workgroupBarrier();
      ${aggregateText(operation, g, variant, layout)}
    `,
  };
}
