import type { NetworkName } from './networks.ts';

/**
 * `fused`: by ours. `apart`: in tfjs a 1×1 `tf.fused.conv2d` with its bias and `involution2d`, in onnxruntime-web the unmodified
 * runtime with the function of standard operators.
 */
export type Way = 'fused' | 'apart';

/** A network in onnxruntime-web: by our provider, or by the function of standard operators on the unmodified runtime. */
export interface OrtTask {
  readonly network: NetworkName;
  readonly way: Way;
  readonly height: number;
  readonly width: number;
}

/** What it took. */
export interface OrtRun {
  /** Of the first run. */
  readonly milliseconds: number;
  /** What lay in RAM at its highest, beyond the arrays of the input and of the result. */
  readonly peakBytes: number;
  /** Some numbers of the result, for the ways to be compared by. */
  readonly sample: readonly number[];
}
