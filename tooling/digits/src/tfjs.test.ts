// The trained models on tfjs's WebAssembly backend classify every test digit as the framework that trained them does.
import '@tensorflow/tfjs-backend-wasm';
import '@involution/tfjs-wasm/register';
import * as tf from '@tensorflow/tfjs';
import { it } from 'vitest';
import { expectAgreement, tfjsLogits } from '../test/tfjs.ts';
import { digits, trainedFile, trainedLogits, trainedRecord } from './index.ts';

const { images } = digits().test;

it.each([
  ['rednet.pth', 'rednet'],
  ['rednet-half.pth', 'rednet-half'],
  ['keras-example.keras', 'keras-example'],
  ['keras-example.weights.h5', 'keras-example'],
] as const)('%s beside the logits of %s', { timeout: 300_000 }, async (file, name) => {
  await tf.setBackend('wasm');
  const logits = await tfjsLogits(trainedFile(file), images);
  expectAgreement(logits, trainedLogits(name), trainedRecord(name).roundoff);
});
