// What tests of fused programs have in common.
import { randomFloats } from '@involution/conformance';
import {
  computeFusedGradients,
  computeFusedReference,
  errorBound,
  FUSED_OPERATION_NAMES,
  type FusedGeometry,
  type FusedOperandName,
  type FusedOperation,
  factorizedTermsOf,
  fusedShapeOf,
  type InvolutionGeometry,
  type ReferenceResult,
  sizeOf,
} from '@involution/core';
import { withShaderAxes } from '../src/axes.ts';
import { assembleFused } from '../src/fused/assemble.ts';
import type { FusedGatherOperation } from '../src/fused/gathers.ts';
import { type FusedGradSpanPrograms, gradSpanOf } from '../src/fused/make-fused-grad-span.ts';
import { fusedSourceOf } from '../src/fused/make-fused-program.ts';
import { chooseFusedVariant, type FusedVariant } from '../src/fused/variant.ts';
import { canFuse, type InvolutionProgram } from '../src/index.ts';
import type { Dawn } from './dawn.ts';
import { DEFAULT_LIMITS } from './geometry.ts';

/** The program of the chosen variant with changes. */
export function fusedProgram(
  operation: FusedGatherOperation,
  geometry: FusedGeometry,
  changes: Partial<FusedVariant> = {},
): InvolutionProgram {
  const { g, variant } = chosen(operation, geometry);
  return assembleFused(fusedSourceOf(operation), g, { ...variant, ...changes }, DEFAULT_LIMITS);
}

/** Those of the gradients for the span and its features, likewise. */
export function gradSpanPrograms(geometry: FusedGeometry, changes: Partial<FusedVariant> = {}): FusedGradSpanPrograms {
  const { g, variant } = chosen('fusedGradSpan', geometry);
  return gradSpanOf(g, { ...variant, ...changes }, DEFAULT_LIMITS);
}

/** Every program of a geometry that there is. */
export function fusedPrograms(geometry: FusedGeometry, changes: Partial<FusedVariant> = {}): InvolutionProgram[] {
  return FUSED_OPERATION_NAMES.filter((operation) => canFuse(operation, geometry)).flatMap((operation) => {
    if (operation !== 'fusedGradSpan') return [fusedProgram(operation, geometry, changes)];
    const { spanSums, ...programs } = gradSpanPrograms(geometry, changes);
    return [...Object.values<InvolutionProgram>(programs), ...(spanSums ? [spanSums.program] : [])];
  });
}

function chosen(operation: FusedOperation, geometry: FusedGeometry): { g: FusedGeometry; variant: FusedVariant } {
  const g = { ...withShaderAxes(geometry), featureCount: geometry.featureCount };
  const variant = chooseFusedVariant(operation, g);
  if (!variant) throw new Error('this geometry has no fused program');
  return { g, variant };
}

/** A geometry with features. */
export function withFeatures(geometry: InvolutionGeometry, featureCount: number): FusedGeometry {
  return { ...geometry, featureCount };
}

/** What all fused operations read. */
export type FusedArrays = Readonly<Record<FusedOperandName, Float32Array>>;

/** Random operands, those that are given apart. */
export function fusedOperands(g: FusedGeometry, seed: string, given: Partial<FusedArrays> = {}): FusedArrays {
  const read = (name: FusedOperandName) =>
    given[name] ?? randomFloats(`${seed} ${name}`, sizeOf(fusedShapeOf(g, name)));
  return {
    x: read('x'),
    features: read('features'),
    spanWeights: read('spanWeights'),
    spanBias: read('spanBias'),
    dy: read('dy'),
  };
}

/** Runs an operation: its results by the names of the tensors that they are of, or are gradients for. */
export async function runFused(
  dawn: Dawn,
  operation: FusedOperation,
  g: FusedGeometry,
  operands: FusedArrays,
  changes: Partial<FusedVariant> = {},
): Promise<Partial<Record<FusedResult, Float32Array>>> {
  const sizeOfTensor = (name: FusedResult) => sizeOf(fusedShapeOf(g, name));
  if (operation !== 'fusedGradSpan') {
    const name = operation === 'fusedForward' ? 'y' : 'x';
    return { [name]: await dawn.run(fusedProgram(operation, g, changes), operands, sizeOfTensor(name)) };
  }
  const programs = gradSpanPrograms(g, changes);
  const { program, shape } = programs.spanSums ?? {};
  const all = { ...operands, ...(program && { spanSums: await dawn.run(program, operands, sizeOf(shape!)) }) };
  return {
    features: await dawn.run(programs.features, all, sizeOfTensor('features')),
    spanWeights: await dawn.run(programs.spanWeights, all, sizeOfTensor('spanWeights')),
    spanBias: await dawn.run(programs.spanBias, all, sizeOfTensor('spanBias')),
  };
}

type FusedResult = 'y' | 'x' | 'features' | 'spanWeights' | 'spanBias';

/**
 * The largest error of a run of an operation, as a share of its element's bound; infinite where one is NaN, or infinite, and
 * should not be.
 */
export async function worstFusedError(
  dawn: Dawn,
  operation: FusedOperation,
  g: FusedGeometry,
  operands: FusedArrays,
  changes: Partial<FusedVariant> = {},
): Promise<number> {
  const expected: Partial<Record<FusedResult, ReferenceResult>> =
    operation === 'fusedForward' ? { y: computeFusedReference(g, operands) } : computeFusedGradients(g, operands);
  const results = Object.entries(await runFused(dawn, operation, g, operands, changes));
  const worst = results.map(([name, actual]) =>
    worstOf(actual, g, name as FusedResult, expected[name as FusedResult]!),
  );
  return Math.max(...worst);
}

function worstOf(
  actual: Float32Array,
  g: FusedGeometry,
  name: FusedResult,
  { data, magnitude }: ReferenceResult,
): number {
  const terms = factorizedTermsOf(g, g.featureCount, name);
  let worst = 0;
  actual.forEach((value, k) => {
    if (Object.is(value, data[k])) return;
    const share = Math.abs(value - data[k]!) / errorBound(terms, magnitude[k]!);
    worst = Math.max(worst, Number.isNaN(share) ? Number.POSITIVE_INFINITY : share);
  });
  return worst;
}
