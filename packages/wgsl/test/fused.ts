// What tests of fused programs have in common.
import { randomFloats } from '@involution/conformance';
import {
  computeFusedReference,
  errorBound,
  type FusedGeometry,
  type FusedOperands,
  factorizedTermsOf,
  fusedShapeOf,
  type InvolutionGeometry,
  sizeOf,
} from '@involution/core';
import { withShaderAxes } from '../src/axes.ts';
import { assembleFused } from '../src/fused/make-fused-program.ts';
import { chooseFusedVariant, type FusedVariant } from '../src/fused/variant.ts';
import type { InvolutionProgram } from '../src/index.ts';
import type { Dawn } from './dawn.ts';
import { DEFAULT_LIMITS } from './geometry.ts';

/** The program of the chosen variant with changes. */
export function fusedProgram(geometry: FusedGeometry, changes: Partial<FusedVariant> = {}): InvolutionProgram {
  const g = { ...withShaderAxes(geometry), featureCount: geometry.featureCount };
  const variant = chooseFusedVariant(g);
  if (!variant) throw new Error('this geometry has no fused program');
  return assembleFused('fusedForward', g, { ...variant, ...changes }, DEFAULT_LIMITS);
}

/** A geometry with features. */
export function withFeatures(geometry: InvolutionGeometry, featureCount: number): FusedGeometry {
  return { ...geometry, featureCount };
}

/** Random operands, those that are given apart. */
export function fusedOperands(
  g: FusedGeometry,
  seed: string,
  given: Partial<FusedOperands<Float32Array>> = {},
): FusedOperands<Float32Array> {
  const read = (name: keyof FusedOperands<Float32Array>) =>
    given[name] ?? randomFloats(`${seed} ${name}`, sizeOf(fusedShapeOf(g, name)));
  return { x: read('x'), features: read('features'), spanWeights: read('spanWeights'), spanBias: read('spanBias') };
}

/** The largest error of a run, as a share of its element's bound; infinite where one is NaN, or infinite, and should not be. */
export async function worstFusedError(
  dawn: Dawn,
  program: InvolutionProgram,
  g: FusedGeometry,
  operands: FusedOperands<Float32Array>,
): Promise<number> {
  const { data, magnitude } = computeFusedReference(g, operands);
  const actual = await dawn.run(program, operands, data.length);
  const terms = factorizedTermsOf(g, g.featureCount);
  return Math.max(
    ...Array.from(actual, (value, k) => {
      if (Object.is(value, data[k])) return 0;
      const share = Math.abs(value - data[k]!) / errorBound(terms, magnitude[k]!);
      return Number.isNaN(share) ? Number.POSITIVE_INFINITY : share;
    }),
  );
}
