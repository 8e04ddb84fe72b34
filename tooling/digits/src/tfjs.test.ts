// The trained models in tfjs classify every test digit as the framework that trained them does.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import '@involution/tfjs-cpu/register';
import '@involution/tfjs-wasm/register';
import { detectNetwork, openCheckpoint } from '@involution/checkpoints';
import { loadParameters, modelOf } from '@involution/tfjs-layers';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { digits, PADDED_SIZE, padded, predictionsOf, trainedFile, trainedLogits, trainedRecord } from './index.ts';

const { images, labels } = digits().test;
const BATCH = 250;

/** The logits of the test digits, `[2000, 10]`. */
async function logitsOf(file: Parameters<typeof trainedFile>[0]): Promise<Float32Array> {
  const loaded = detectNetwork(await openCheckpoint(trainedFile(file)));
  const { inputChannels } = loaded.network;
  const model = modelOf(loaded.network, { inputShape: [PADDED_SIZE, PADDED_SIZE, inputChannels] });
  await loadParameters(model, loaded);
  const logits = tf.tidy(() => {
    const gray = tf.tensor4d(padded(images), [labels.length, PADDED_SIZE, PADDED_SIZE, 1]);
    return model.predict(tf.tile(gray, [1, 1, 1, inputChannels]), { batchSize: BATCH }) as tf.Tensor;
  });
  const result = (await logits.data()) as Float32Array;
  logits.dispose();
  model.dispose();
  return result;
}

// The cpu backend is slow.
const CASES = [
  { backend: 'cpu', file: 'rednet.pth', name: 'rednet' },
  { backend: 'wasm', file: 'rednet.pth', name: 'rednet' },
  { backend: 'wasm', file: 'rednet-half.pth', name: 'rednet-half' },
] as const;

it.each(CASES)('$file on $backend', { timeout: 300_000 }, async ({ backend, file, name }) => {
  await tf.setBackend(backend);
  const logits = await logitsOf(file);
  const theirs = trainedLogits(name);
  expect(predictionsOf(logits)).toEqual(predictionsOf(theirs));
  const largest = logits.reduce((most, logit, k) => Math.max(most, Math.abs(logit - theirs[k]!)), 0);
  // Both are float32, and sums of the same numbers in orders of their own.
  expect(largest / trainedRecord(name).roundoff).toBeLessThan(8);
});
