// As tfjs.test.ts, on webgpu, where the demo takes digits only when it is asked to. Of PyTorch's networks, the tests of
// `@involution/tfjs-layers` run one there.
import '@tensorflow/tfjs-backend-webgpu';
import '@involution/tfjs-webgpu/register';
import * as tf from '@tensorflow/tfjs';
import { it } from 'vitest';
import { expectAgreement, tfjsLogits } from '../test/tfjs.ts';
import { CLASSES, fetchDigits, fetchTrainedFile, fetchTrainedLogits, fetchTrainedRecord, SIZE } from './page.ts';

/** One digit in so many, of each class: a GPU in software would take minutes for all. */
const STEP = 40;

/** The rows that are tested, of `[N, length]`. */
function sample(values: Float32Array, length: number): Float32Array {
  return values.filter((_, k) => Math.floor(k / length) % STEP === 0);
}

it("the Keras example beside Keras's logits", { timeout: 300_000 }, async () => {
  await tf.setBackend('webgpu');
  const images = sample((await fetchDigits()).test.images, SIZE ** 2);
  const logits = await tfjsLogits(await fetchTrainedFile('keras-example.keras'), images);
  const theirs = sample(await fetchTrainedLogits('keras-example'), CLASSES);
  expectAgreement(logits, theirs, (await fetchTrainedRecord('keras-example')).roundoff);
});
