import {
  FUSED_OPERATIONS,
  type FusedGeometry,
  type FusedOperands,
  fusedShapeOf,
  InvolutionError,
  tapCount,
} from '@involution/core';
import { withShaderAxes } from '../axes.ts';
import { dispatchFor } from '../dispatch.ts';
import { checkShapes, type DeviceLimits } from '../limits.ts';
import { type InvolutionProgram, keyOf, uniformsIn } from '../program.ts';
import { indent } from '../text.ts';
import { aggregateText } from './aggregate.ts';
import { generateText } from './generate.ts';
import { fusedLayoutOf, fusedUniformValues } from './layout.ts';
import { chooseFusedVariant, FUSED_WORKGROUP_SIZE, type FusedVariant, slotCount } from './variant.ts';

/**
 * The program that computes y of an involution that generates its kernel: workgroups generate the kernels of some positions
 * and groups in their own memory, and use them from there, so that the kernel tensor never exists.
 *
 * @param operation What to compute.
 * @param geometry From core's `resolveFusedGeometry`.
 * @param limits `device.limits`.
 * @throws InvolutionError `INVALID_OPTIONS` where there is no such program, as {@link canFuse} says, and
 * `DEVICE_LIMIT_EXCEEDED`, as `checkLimits`.
 */
export function makeFusedProgram(
  operation: 'fusedForward',
  geometry: FusedGeometry,
  limits: DeviceLimits,
): InvolutionProgram {
  const { operands, results } = FUSED_OPERATIONS[operation];
  const shapes = [...operands, ...results].map((name) => [name, fusedShapeOf(geometry, name)] as const);
  checkShapes(geometry, Object.fromEntries(shapes), limits);
  const g = { ...withShaderAxes(geometry), featureCount: geometry.featureCount };
  const variant = chooseFusedVariant(g);
  if (!variant) {
    const message = `There is no program for ${operation} in this geometry, as canFuse says.`;
    throw new InvolutionError('INVALID_OPTIONS', 'operation', message);
  }
  return assembleFused(operation, g, variant, limits);
}

/** Whether there is a program for a geometry: where a workgroup's memory holds a kernel of four neighbouring columns. */
export function canFuse(geometry: FusedGeometry): boolean {
  return chooseFusedVariant(withShaderAxes(geometry)) !== undefined;
}

/** The program of a given variant: what {@link makeFusedProgram} does once it has chosen. */
export function assembleFused(
  operation: 'fusedForward',
  g: FusedGeometry,
  variant: FusedVariant,
  limits: DeviceLimits,
): InvolutionProgram {
  const layout = fusedLayoutOf(g, variant);
  const workgroups = Math.ceil(slotCount(g) / variant.slots);
  const invocations = workgroups * FUSED_WORKGROUP_SIZE;
  const body = indent(`
    var<workgroup> weights: array<vec4<f32>, ${variant.slots * tapCount(g)}>;

    fn involution(index: i32) {
      let local = index % ${FUSED_WORKGROUP_SIZE};
      let firstSlot = index / ${FUSED_WORKGROUP_SIZE} * ${variant.slots};
      ${generateText(g, variant, layout)}
      workgroupBarrier();
      ${aggregateText(g, variant, layout)}
    }
  `);
  const components: FusedOperands<1 | 4> = {
    x: layout.x.components,
    features: 1,
    spanWeights: 1,
    spanBias: 1,
  };
  return {
    operation,
    key: keyOf(operation, g, variant),
    body,
    elementType: 'f32',
    operands: FUSED_OPERATIONS[operation].operands.map((name) => ({ name, components: components[name] })),
    outputComponents: layout.y.components,
    uniforms: uniformsIn(body, fusedUniformValues(g, variant, layout)),
    workgroupSize: FUSED_WORKGROUP_SIZE,
    dispatch: dispatchFor(invocations, FUSED_WORKGROUP_SIZE, limits),
    invocations,
  };
}
