import {
  type FusedGeometry,
  type FusedOperandName,
  type FusedOperation,
  InvolutionError,
  type ResultName,
  tapCount,
} from '@involution/core';
import { dispatchFor } from '../dispatch.ts';
import type { DeviceLimits } from '../limits.ts';
import { type InvolutionProgram, keyOf, uniformsIn } from '../program.ts';
import { indent } from '../text.ts';
import { type FusedLayout, fusedLayoutOf, fusedUniformValues } from './layout.ts';
import { chooseFusedVariant, FUSED_WORKGROUP_SIZE, type FusedVariant } from './variant.ts';

/** A fused program with the text of its loops. */
export interface FusedSource {
  readonly operation: FusedOperation;
  /** Which of the operation's texts it is, where there are several. */
  readonly part?: 'features' | 'span';
  readonly operands: readonly FusedOperandName[];
  readonly result: ResultName | 'spanSums';
  workgroups(g: FusedGeometry, variant: FusedVariant): number;
  /** Those that are its own. */
  uniforms(g: FusedGeometry, variant: FusedVariant): Readonly<Record<string, number>>;
  body(g: FusedGeometry, variant: FusedVariant, layout: FusedLayout): string;
}

/**
 * The variant for a geometry.
 *
 * @throws InvolutionError `INVALID_OPTIONS` where there is none.
 */
export function requireVariant(operation: FusedOperation, g: FusedGeometry): FusedVariant {
  const variant = chooseFusedVariant(operation, g);
  if (variant) return variant;
  const message = `There is no program for ${operation} in this geometry, as canFuse says.`;
  throw new InvolutionError('INVALID_OPTIONS', 'operation', message);
}

/** The program of a given variant, whose workgroups share `weights`: a kernel, or its gradient, in each slot. */
export function assembleFused(
  source: FusedSource,
  g: FusedGeometry,
  variant: FusedVariant,
  limits: DeviceLimits,
): InvolutionProgram {
  const { operation, part, operands, result } = source;
  const layout = fusedLayoutOf(g, variant);
  const invocations = source.workgroups(g, variant) * FUSED_WORKGROUP_SIZE;
  const body = indent(`
    var<workgroup> weights: array<vec4<f32>, ${variant.slots * tapCount(g)}>;

    fn involution(index: i32) {
      let local = index % ${FUSED_WORKGROUP_SIZE};
      ${source.body(g, variant, layout)}
    }
  `);
  const components = (name: string) => (name === 'x' || name === 'y' || name === 'dy' ? layout.x.components : 1);
  const values = { ...fusedUniformValues(operation, g, variant, layout), ...source.uniforms(g, variant) };
  return {
    operation,
    key: keyOf(operation, g, { ...variant, part }),
    body,
    elementType: 'f32',
    operands: operands.map((name) => ({ name, components: components(name) })),
    outputComponents: components(result),
    uniforms: uniformsIn(body, values),
    workgroupSize: FUSED_WORKGROUP_SIZE,
    dispatch: dispatchFor(invocations, FUSED_WORKGROUP_SIZE, limits),
    invocations,
  };
}
