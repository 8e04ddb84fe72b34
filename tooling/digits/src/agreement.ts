import { predictionsOf } from './split.ts';

/** How far logits may be from the framework's own, in roundoffs: both are float32, and sums of the same numbers in other orders. */
const MAX_ROUNDOFFS = 8;

/** How a model's logits compare with those of the framework that trained it. */
export interface Agreement {
  /** How many predictions are others; there must be none. */
  readonly differentPredictions: number;
  /** The largest difference of a logit as a share of its bound, which is 1. */
  readonly largestShare: number;
}

/**
 * Compares logits `[N, 10]`, computed in float32, with the framework's own.
 *
 * @param roundoff Of the model's record.
 */
export function agreementOf(logits: Float32Array, theirs: Float32Array, roundoff: number): Agreement {
  const expected = predictionsOf(theirs);
  const largest = theirs.reduce((most, logit, k) => Math.max(most, Math.abs(logits[k]! - logit)), 0);
  return {
    differentPredictions: predictionsOf(logits).filter((prediction, k) => prediction !== expected[k]).length,
    largestShare: largest / (MAX_ROUNDOFFS * roundoff),
  };
}
