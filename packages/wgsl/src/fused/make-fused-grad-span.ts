import { FUSED_OPERATIONS, type FusedGeometry, fusedShapeOf, outputPositions, tapCount } from '@involution/core';
import { withShaderAxes } from '../axes.ts';
import { checkShapes, type DeviceLimits } from '../limits.ts';
import type { InvolutionProgram } from '../program.ts';
import { assembleFused, type FusedSource, requireVariant } from './assemble.ts';
import { makeFold } from './fold.ts';
import { FEATURES_TOGETHER, gradFeaturesText } from './grad-features.ts';
import { ROWS_TOGETHER, sumSpanText } from './sum-span.ts';
import { type FusedVariant, slotCount } from './variant.ts';

/** The programs of the gradients for what the kernel is generated from, one for each result. */
export interface FusedGradSpanPrograms {
  readonly features: InvolutionProgram;
  readonly spanWeights: InvolutionProgram;
  readonly spanBias: InvolutionProgram;
  /** To be run before these two, where they read its result. */
  readonly spanSums?: SpanSumsProgram;
}

/** The program that sums parts of the positions at the same time. */
export interface SpanSumsProgram {
  readonly program: InvolutionProgram;
  /** Of its result: `[parts, R + 1, G·ΠK]`. */
  readonly shape: number[];
}

/**
 * The programs that compute `fusedGradSpan`. dκ, the gradient for the kernel, is made for some positions and groups in the
 * memory of a workgroup and summed from there, so that it never exists as a tensor.
 *
 * @param geometry From core's `resolveFusedGeometry`.
 * @param limits `device.limits`.
 * @throws InvolutionError As `makeFusedProgram`.
 */
export function makeFusedGradSpan(geometry: FusedGeometry, limits: DeviceLimits): FusedGradSpanPrograms {
  const g = { ...withShaderAxes(geometry), featureCount: geometry.featureCount };
  return gradSpanOf(g, requireVariant('fusedGradSpan', g), limits);
}

/** The programs of a given variant: what {@link makeFusedGradSpan} does once it has chosen. */
export function gradSpanOf(g: FusedGeometry, variant: FusedVariant, limits: DeviceLimits): FusedGradSpanPrograms {
  const { operands } = FUSED_OPERATIONS.fusedGradSpan;
  const { featureCount } = g;
  const columns = g.groups * tapCount(g);
  const { parts } = partsOf(g, variant);
  const shape = [parts, featureCount + 1, columns];
  const shapes = operands.map((name) => [name, fusedShapeOf(g, name)] as const);
  checkShapes(g, { ...Object.fromEntries(shapes), ...(parts > 1 && { spanSums: shape }) }, limits);
  const features = assembleFused(FEATURES, g, variant, limits);
  const rows = (result: FusedSource['result'], first: number, count: number) =>
    assembleFused(spanSource(result, first, count), g, variant, limits);
  if (parts === 1) {
    return { features, spanWeights: rows('spanWeights', 0, featureCount), spanBias: rows('spanBias', featureCount, 1) };
  }
  const weights = featureCount * columns;
  const fold = { parts, partSize: weights + columns };
  return {
    features,
    spanWeights: makeFold({ ...fold, first: 0, count: weights }, limits),
    spanBias: makeFold({ ...fold, first: weights, count: columns }, limits),
    spanSums: { program: rows('spanSums', 0, featureCount + 1), shape },
  };
}

const FEATURES: FusedSource = {
  operation: 'fusedGradSpan',
  part: 'features',
  operands: ['dy', 'x', 'spanWeights'],
  result: 'features',
  workgroups: (g, { slots }) => Math.ceil(slotCount('fusedGradSpan', g) / slots),
  uniforms: ({ featureCount }) => ({ featureBlocks: Math.ceil(featureCount / FEATURES_TOGETHER) }),
  body: gradFeaturesText,
};

function spanSource(result: FusedSource['result'], firstRow: number, rows: number): FusedSource {
  return {
    operation: 'fusedGradSpan',
    part: 'span',
    operands: ['dy', 'x', 'features'],
    result,
    workgroups: (g, variant) => partsOf(g, variant).parts * g.groups,
    uniforms: (g, variant) => ({
      ...partsOf(g, variant),
      firstRow,
      rows,
      rowBlocks: Math.ceil(rows / ROWS_TOGETHER),
      partSize: rows * g.groups * tapCount(g),
    }),
    body: sumSpanText,
  };
}

/** Workgroups that occupy a large device. */
const ENOUGH_WORKGROUPS = 256;
/** How much of the kernel tensor's memory the sums of several parts may take. */
const SHARE_OF_KERNEL = 0.25;

/** How many parts the positions are summed in, and how often a workgroup fills its slots for its part. */
function partsOf(g: FusedGeometry, { slots }: FusedVariant): { parts: number; rounds: number } {
  const rounds = Math.ceil(slotCount('fusedGradSpan', g) / slots);
  const affordable = (SHARE_OF_KERNEL * g.batchSize * outputPositions(g)) / (g.featureCount + 1);
  const wanted = Math.max(1, Math.floor(Math.min(ENOUGH_WORKGROUPS / g.groups, affordable)));
  const ofPart = Math.ceil(rounds / wanted);
  return { parts: Math.ceil(rounds / ofPart), rounds: ofPart };
}
