// What the logits of several runtimes, and those of the framework that trained the network, say of each other.
import { agreementOf, CLASSES, predictionsOf } from '@involution/digits/page';

/** What a framework itself computed for the same images. */
export interface Reference {
  readonly logits: Float32Array;
  readonly roundoff: number;
}

/** One runtime's logits `[N, 10]`, judged. */
export interface Judgement {
  /** The class of each image. */
  readonly predictions: readonly number[];
  /** Of each image, what softmax makes of its logits. */
  readonly probabilities: readonly (readonly number[])[];
  /** How many predictions are others than the reference's. */
  readonly differentPredictions: number;
  /** The largest difference of a logit from the reference's. */
  readonly largestDifference: number;
  /** The same as a share of its bound, 8 roundoffs of the framework; `undefined` where the reference is another runtime. */
  readonly largestShare: number | undefined;
}

/**
 * @param reference What the framework gave; for a drawing, which it has not seen, another runtime's logits.
 */
export function judge(logits: Float32Array, reference: Reference | Float32Array): Judgement {
  const isRuntime = reference instanceof Float32Array;
  const theirs = isRuntime ? reference : reference.logits;
  const { differentPredictions, largestShare } = agreementOf(logits, theirs, isRuntime ? 1 : reference.roundoff);
  return {
    predictions: [...predictionsOf(logits)],
    probabilities: Array.from({ length: logits.length / CLASSES }, (_, k) =>
      softmax(logits.subarray(k * CLASSES, (k + 1) * CLASSES)),
    ),
    differentPredictions,
    largestDifference: theirs.reduce((most, logit, k) => Math.max(most, Math.abs(logits[k]! - logit)), 0),
    largestShare: isRuntime ? undefined : largestShare,
  };
}

function softmax(logits: Float32Array): number[] {
  const most = Math.max(...logits);
  const weights = Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}
