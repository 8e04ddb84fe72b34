// y and the gradient for x: what a fused program gathers, and where it goes.
import type { InvolutionGeometry } from '@involution/core';
import { type Source, sourcesReachingInputs, sourcesUnderOutputs } from '../sources.ts';
import { widthOf } from './axes.ts';

/** A fused operation whose result is a sum of weights, generated where they are used, times what lies under taps. */
export type FusedGatherOperation = 'fusedForward' | 'fusedGradInput';

/** What such an operation reads, and what its result lies as. */
export interface FusedGather {
  readonly isForward: boolean;
  readonly from: 'x' | 'y';
  readonly to: 'x' | 'y';
  /** The sizes of the result. */
  readonly target: 'in' | 'out';
}

/** y, of what lies under windows of x. */
export const UNDER_WINDOWS: FusedGather = { isForward: true, from: 'x', to: 'y', target: 'out' };

/** The gradient for x, of the positions of y whose windows reach it. */
export const REACHING_X: FusedGather = { isForward: false, from: 'y', to: 'x', target: 'in' };

export function fusedGatherOf(operation: FusedGatherOperation): FusedGather {
  return operation === 'fusedForward' ? UNDER_WINDOWS : REACHING_X;
}

/** The positions that a slot's columns are gathered from, in a line of taps. */
export function sourcesOf({ isForward }: FusedGather, g: InvolutionGeometry, columns: number): Source[] {
  return isForward ? sourcesUnderOutputs(widthOf(g), columns) : sourcesReachingInputs(widthOf(g), columns);
}
