// As tfjs.test.ts, on webgpu, where the demo takes digits only when it is asked to.
import '@tensorflow/tfjs-backend-webgpu';
import '@involution/tfjs-webgpu/register';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, it } from 'vitest';
import { expectAgreement, tfjsLogits } from '../test/tfjs.ts';
import { CLASSES, fetchDigits, fetchTrainedFile, fetchTrainedLogits, fetchTrainedRecord, SIZE } from './page.ts';

/** One digit in so many, of each class: a GPU in software would take minutes for all. */
const STEP = 40;

/** The rows that are tested, of `[N, length]`. */
function sample(values: Float32Array, length: number): Float32Array {
  return values.filter((_, k) => Math.floor(k / length) % STEP === 0);
}

let images: Float32Array;

beforeAll(async () => {
  images = sample((await fetchDigits()).test.images, SIZE ** 2);
});

it.each([
  ['rednet.pth', 'rednet'],
  ['keras-example.keras', 'keras-example'],
] as const)('%s beside the logits of %s', { timeout: 300_000 }, async (file, name) => {
  await tf.setBackend('webgpu');
  const logits = await tfjsLogits(await fetchTrainedFile(file), images);
  const theirs = sample(await fetchTrainedLogits(name), CLASSES);
  expectAgreement(logits, theirs, (await fetchTrainedRecord(name)).roundoff);
});
