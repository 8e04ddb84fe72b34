import * as tf from '@tensorflow/tfjs-core';
import type { Run } from '../contest.ts';

/**
 * A timed run: some calls, then one element of each result of the last is read. A device works in order, so with that
 * element everything before it is finished, and moving the rest is nobody's cost.
 *
 * @param tensors The operands of `compute`, on the backend that they name.
 */
export function timed<T extends { readonly backend: string }>(
  tensors: T,
  compute: (tensors: T) => tf.Tensor | tf.Tensor[],
): Run {
  return async (calls) => {
    await tf.setBackend(tensors.backend);
    let results: tf.Tensor[] = [];
    for (let call = 0; call < calls; call++) {
      tf.dispose(results);
      results = [tf.tidy(() => compute(tensors))].flat();
    }
    // Sliced, not reshaped first: tfjs would repack the whole result, and that would be timed too.
    const samples = results.map((result) =>
      tf.slice(
        result,
        result.shape.map(() => 0),
        result.shape.map(() => 1),
      ),
    );
    await Promise.all(samples.map((sample) => sample.data()));
    tf.dispose([results, samples]);
  };
}
