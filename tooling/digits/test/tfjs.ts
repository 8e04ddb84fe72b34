// A trained model in tfjs beside the framework that trained it.
import { detectNetwork, openCheckpoint } from '@involution/checkpoints';
import { loadParameters, modelOf } from '@involution/tfjs-layers';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { agreementOf } from '../src/agreement.ts';
import { SIZE } from '../src/split.ts';

const BATCH = 250;

/** The logits `[N, 10]` of images `[N, 32, 32]`, on the active backend. */
export async function tfjsLogits(file: Uint8Array, images: Float32Array): Promise<Float32Array> {
  const loaded = detectNetwork(await openCheckpoint(file));
  const { inputChannels } = loaded.network;
  const model = modelOf(loaded.network, { inputShape: [SIZE, SIZE, inputChannels] });
  await loadParameters(model, loaded);
  const logits = tf.tidy(() => {
    const gray = tf.tensor(images).reshape([-1, SIZE, SIZE, 1]);
    return model.predict(tf.tile(gray, [1, 1, 1, inputChannels]), { batchSize: BATCH }) as tf.Tensor;
  });
  const result = (await logits.data()) as Float32Array;
  logits.dispose();
  model.dispose();
  return result;
}

/** Logits in float32 must lead to the same predictions as the framework's own, from which they may differ by roundoff. */
export function expectAgreement(logits: Float32Array, theirs: Float32Array, roundoff: number): void {
  const { differentPredictions, largestShare } = agreementOf(logits, theirs, roundoff);
  console.log(`The largest difference is ${(100 * largestShare).toFixed(0)} % of its bound.`);
  expect(logits).toHaveLength(theirs.length);
  expect(differentPredictions).toBe(0);
  expect(largestShare).toBeLessThan(1);
}
