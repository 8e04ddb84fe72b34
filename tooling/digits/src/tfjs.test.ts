// The trained models in tfjs classify every test digit as the framework that trained them does.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import '@involution/tfjs-cpu/register';
import '@involution/tfjs-wasm/register';
import * as tf from '@tensorflow/tfjs';
import { it } from 'vitest';
import { expectAgreement, tfjsLogits } from '../test/tfjs.ts';
import { digits, trainedFile, trainedLogits, trainedRecord } from './index.ts';

const { images } = digits().test;

it.each([
  // The cpu backend is slow: one RedNet is enough.
  ['rednet.pth', 'rednet', 'cpu'],
  ['rednet.pth', 'rednet', 'wasm'],
  ['rednet-half.pth', 'rednet-half', 'wasm'],
  ['keras-example.keras', 'keras-example', 'cpu'],
  ['keras-example.keras', 'keras-example', 'wasm'],
  ['keras-example.weights.h5', 'keras-example', 'wasm'],
] as const)('%s beside the logits of %s, on %s', { timeout: 300_000 }, async (file, name, backend) => {
  await tf.setBackend(backend);
  const logits = await tfjsLogits(trainedFile(file), images);
  expectAgreement(logits, trainedLogits(name), trainedRecord(name).roundoff);
});
