import { CLASSES } from './split.ts';

/** The class of the largest logit in each row of `[N, 10]`. */
export function predictionsOf(logits: Float32Array): Uint8Array {
  return Uint8Array.from({ length: logits.length / CLASSES }, (_, k) => {
    const row = logits.subarray(k * CLASSES, (k + 1) * CLASSES);
    return row.indexOf(Math.max(...row));
  });
}
