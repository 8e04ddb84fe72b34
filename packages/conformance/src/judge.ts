import { convertDataFormat, errorBound, type NdArray, sizeOf } from '@involution/core';
import type { ConformanceAdapter } from './adapter.ts';

/** The element whose error is the largest share of its bound. */
export interface WorstError {
  /** |actual − expected| / bound: at most 1 for a correct kernel. Infinity where no error at all was allowed. */
  share: number;
  /** Index along each axis, in NHWC. */
  position: number[];
  actual: number;
  expected: number;
  bound: number;
}

/** What the judge must know of a backend. */
export type Judged = Pick<ConformanceAdapter, 'capabilities' | 'unitRoundoff'>;

/** Exact values with what {@link errorBound} needs, in NHWC. */
export interface Expected {
  data: ArrayLike<number>;
  shape: readonly number[];
  magnitude: ArrayLike<number>;
  terms: number;
}

/**
 * Compares a backend's result with the exact one, each element against its own bound. Where the exact value is NaN or
 * infinite the result must be the same.
 *
 * @throws Error when the result has another shape, or a number of values that its shape does not say.
 */
export function judge(actual: NdArray, expected: Expected, adapter: Judged): WorstError {
  const nhwc = toNhwc(actual, expected.shape, adapter);
  let worst: WorstError | undefined;
  for (let at = 0; at < expected.data.length; at++) {
    const exact = expected.data[at];
    const value = nhwc[at];
    const bound = errorBound(
      expected.terms,
      expected.magnitude[at],
      adapter.unitRoundoff,
      adapter.capabilities.flushesBelow,
    );
    const share = shareOfBound(value, exact, bound);
    if (worst === undefined || share > worst.share) {
      worst = { share, position: positionOf(at, expected.shape), actual: value, expected: exact, bound };
    }
  }
  return worst!;
}

/** Whether an error is within its bound. */
export function isWithinBound(worst: WorstError): boolean {
  return worst.share <= 1;
}

function shareOfBound(actual: number, expected: number, bound: number): number {
  if (!Number.isFinite(expected)) return Object.is(actual, expected) ? 0 : Number.POSITIVE_INFINITY;
  const error = Math.abs(actual - expected);
  if (error === 0) return 0;
  // An infinite bound would let anything pass, and a NaN or infinite result is never right here.
  return Number.isFinite(bound) && Number.isFinite(error) ? error / bound : Number.POSITIVE_INFINITY;
}

function toNhwc(actual: NdArray, expectedShape: readonly number[], adapter: Judged): ArrayLike<number> {
  const { dataFormat } = adapter.capabilities;
  const [n, h, w, c] = expectedShape;
  const shape = dataFormat === 'NHWC' ? [n, h, w, c] : [n, c, h, w];
  const text = (s: readonly unknown[]) => `[${s.join(', ')}]`;
  if (text(actual.shape) !== text(shape)) {
    throw new Error(`the result has shape ${text(actual.shape)}, expected ${text(shape)}`);
  }
  if (actual.data.length !== sizeOf(actual.shape)) {
    throw new Error(`the result has ${actual.data.length} values, expected ${sizeOf(actual.shape)}`);
  }
  if (dataFormat === 'NHWC') return actual.data;
  return convertDataFormat({ data: Float64Array.from(actual.data), shape: actual.shape }, 'NCHW', 'NHWC').data;
}

function positionOf(at: number, shape: readonly number[]): number[] {
  const position: number[] = [];
  let rest = at;
  for (const size of [...shape].reverse()) {
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return position;
}
