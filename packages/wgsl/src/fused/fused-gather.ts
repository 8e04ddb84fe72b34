// Programs that generate weights and use them: what y and the gradient for x have in common.
import { FUSED_OPERATIONS, type FusedGeometry, fusedShapeOf } from '@involution/core';
import { withShaderAxes } from '../axes.ts';
import { checkShapes, type DeviceLimits } from '../limits.ts';
import type { InvolutionProgram } from '../program.ts';
import { aggregateText } from './aggregate.ts';
import { assembleFused, type FusedSource, requireVariant } from './assemble.ts';
import type { FusedGatherOperation } from './gathers.ts';
import { FUSED_WORKGROUP_SIZE, slotCount } from './variant.ts';

/** @param generate The text that fills a workgroup's slots with weights. */
export function fusedGatherSource(operation: FusedGatherOperation, generate: FusedSource['body']): FusedSource {
  const { operands, results } = FUSED_OPERATIONS[operation];
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

/** The program for a geometry, as `makeFusedProgram` says. */
export function fusedGatherProgram(
  source: FusedSource,
  geometry: FusedGeometry,
  limits: DeviceLimits,
): InvolutionProgram {
  const { operands, results } = FUSED_OPERATIONS[source.operation];
  const shapes = [...operands, ...results].map((name) => [name, fusedShapeOf(geometry, name)] as const);
  checkShapes(geometry, Object.fromEntries(shapes), limits);
  const g = { ...withShaderAxes(geometry), featureCount: geometry.featureCount };
  return assembleFused(source, g, requireVariant(source.operation, g), limits);
}
