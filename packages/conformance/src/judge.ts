import { convertDataFormat, errorBound, float16RoundingBound, type NdArray, sizeOf } from '@involution/core';
import type { ConformanceAdapter } from './adapter.ts';
import { shapeIn } from './layout.ts';

/** The element with the largest normalized error. */
export interface WorstError {
  /** |actual − expected| / bound: at most 1 for a correct kernel. Infinity where no error at all was allowed. */
  normalizedError: number;
  /** Index along each axis, with channels last. */
  position: number[];
  actual: number;
  expected: number;
  bound: number;
}

/** What the judge must know of a backend. */
export type Judged = Pick<ConformanceAdapter, 'capabilities' | 'unitRoundoff'>;

/** Exact values with what {@link errorBound} needs, with channels last; as many as the shape says count. */
export interface Expected {
  data: ArrayLike<number>;
  shape: readonly number[];
  magnitude: ArrayLike<number>;
  terms: number;
}

/** What numbers of a type are smaller than: float32 has only infinity from there on, float16 past its largest number. */
const RANGES = { float32: 2 ** 128, float16: 65504 };

/**
 * Compares a backend's result with the exact one, each element against its own bound. Where the exact value is NaN or
 * infinite the result must be the same; where it is past the backend's range, the result may be infinite.
 *
 * @throws Error when the result has another shape, or a number of values that its shape does not say.
 */
export function judge(actual: NdArray, expected: Expected, adapter: Judged): WorstError {
  const values = channelsLast(actual, expected.shape, adapter);
  let worst: WorstError | undefined;
  const size = sizeOf(expected.shape);
  for (let at = 0; at < size; at++) {
    const exact = expected.data[at]!;
    const value = values[at]!;
    const bound = boundOf(exact, expected.magnitude[at]!, expected.terms, adapter);
    const normalizedError = isOverflow(value, exact, adapter) ? 0 : normalized(value, exact, bound);
    if (worst === undefined || normalizedError > worst.normalizedError) {
      worst = { normalizedError, position: positionOf(at, expected.shape), actual: value, expected: exact, bound };
    }
  }
  return worst!;
}

/** Whether an error is within its bound. */
export function isWithinBound(worst: WorstError): boolean {
  return worst.normalizedError <= 1;
}

/** The largest number that a backend can store. */
export function largestOf({ capabilities: { storage = 'float32', largestFinite = RANGES[storage] } }: Judged): number {
  return largestFinite;
}

function boundOf(exact: number, magnitude: number, terms: number, { capabilities, unitRoundoff }: Judged): number {
  const bound = errorBound(terms, magnitude, unitRoundoff, capabilities.flushesBelow);
  return capabilities.storage === 'float16' ? bound + float16RoundingBound(exact) : bound;
}

/** Whether a result is infinite because the exact value is past the backend's range. */
function isOverflow(actual: number, expected: number, adapter: Judged): boolean {
  return Math.abs(expected) > largestOf(adapter) && actual === Math.sign(expected) * Number.POSITIVE_INFINITY;
}

function normalized(actual: number, expected: number, bound: number): number {
  if (!Number.isFinite(expected)) return Object.is(actual, expected) ? 0 : Number.POSITIVE_INFINITY;
  const error = Math.abs(actual - expected);
  if (error === 0) return 0;
  // An infinite bound would let anything pass, and a NaN or infinite result is never right here.
  return Number.isFinite(bound) && Number.isFinite(error) ? error / bound : Number.POSITIVE_INFINITY;
}

function channelsLast(actual: NdArray, expectedShape: readonly number[], adapter: Judged): ArrayLike<number> {
  const { dataFormat } = adapter.capabilities;
  const shape = shapeIn(dataFormat, expectedShape);
  const text = (s: readonly unknown[]) => `[${s.join(', ')}]`;
  if (text(actual.shape) !== text(shape)) {
    throw new Error(`the result has shape ${text(actual.shape)}, expected ${text(shape)}`);
  }
  if (actual.data.length !== sizeOf(actual.shape)) {
    throw new Error(`the result has ${actual.data.length} values, expected ${sizeOf(actual.shape)}`);
  }
  const array = { data: Float64Array.from(actual.data), shape: actual.shape };
  return convertDataFormat(array, dataFormat, 'channelsLast').data;
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
