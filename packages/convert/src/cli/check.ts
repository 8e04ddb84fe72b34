// Runs a converted model in both runtimes.
import { registerInvolution } from '@involution/onnxruntime-web';
import { registerLayers } from '@involution/tfjs-layers';
import { register } from '@involution/tfjs-wasm';
import '@tensorflow/tfjs-backend-wasm';
import { io, setBackend, type Tensor, tensor4d, tidy, transpose } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import * as ort from 'onnxruntime-web';
import type { PreprocessorConfig } from '../transformers-config.ts';
import { type Photo, readPhoto } from './photo.ts';

type ReadFile = (path: string) => Promise<Uint8Array>;

/** How far apart the runtimes are. */
export interface Check {
  /** What is compared: logits or features. */
  outputs: 'logits' | 'features';
  largestDifference: number;
  /** The largest magnitude in TensorFlow.js's results. */
  largestValue: number;
  /** The likeliest class and its probability in each runtime; of features there is none. */
  predictions: { runtime: string; label: string; score: number }[];
  /** Whether both give finite numbers, and predict the same class where there are classes. */
  agrees: boolean;
}

/**
 * Runs the files of a conversion on a photo.
 *
 * @param read Reads a file of the conversion.
 */
export async function checkOnPhoto(read: ReadFile, path: string): Promise<Check> {
  const config = parse<PreprocessorConfig>(await read('preprocessor_config.json'));
  const photo = await readPhoto(path, config);
  const [ours, theirs] = [await runInTfjs(read, photo), await runInOrt(read, photo)];
  let [largestDifference, largestValue] = [0, 0];
  for (const [k, values] of ours.entries()) {
    for (const [at, value] of values.entries()) {
      largestValue = Math.max(largestValue, Math.abs(value));
      // NaN where one is no number, and from then on.
      largestDifference = Math.max(largestDifference, Math.abs(value - theirs[k]![at]!));
    }
  }
  const { id2label } = parse<{ id2label?: Record<string, string> }>(await read('config.json'));
  if (id2label === undefined) {
    const agrees = Number.isFinite(largestDifference);
    return { outputs: 'features', largestDifference, largestValue, predictions: [], agrees };
  }
  const predictions = [
    { runtime: 'TensorFlow.js', ...likeliest(ours[0]!, id2label) },
    { runtime: 'onnxruntime-web', ...likeliest(theirs[0]!, id2label) },
  ];
  const agrees = Number.isFinite(largestDifference) && predictions[0]!.id === predictions[1]!.id;
  return { outputs: 'logits', largestDifference, largestValue, predictions, agrees };
}

async function runInTfjs(read: ReadFile, { data, height, width, channels }: Photo): Promise<Float32Array[]> {
  register();
  registerLayers();
  await setBackend('wasm');
  const { modelTopology, weightsManifest } = parse<io.ModelJSON>(await read('model.json'));
  const shards: ArrayBuffer[] = [];
  for (const path of weightsManifest.flatMap(({ paths }) => paths)) shards.push((await read(path)).slice().buffer);
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const weightData = io.concatenateArrayBuffers(shards);
  const model = await loadLayersModel(
    io.fromMemory({ modelTopology: modelTopology as object, weightSpecs, weightData }),
  );
  const results = tidy(() => {
    const outputs = [model.predict(tensor4d(data, [1, height, width, channels]))].flat() as Tensor[];
    // Features have channels first in the other runtime.
    return outputs.map((output) => (output.rank === 4 ? transpose(output, [0, 3, 1, 2]) : output));
  });
  return Promise.all(results.map(async (result) => (await result.data()) as Float32Array));
}

async function runInOrt(read: ReadFile, { data, height, width, channels }: Photo): Promise<Float32Array[]> {
  ort.env.wasm.numThreads = 1;
  registerInvolution(ort, { executionProviders: ['wasm'] });
  const session = await ort.InferenceSession.create(await read('onnx/model.onnx'), {
    executionProviders: ['involution'],
  });
  try {
    const planes = Float32Array.from(data, (_, k) => {
      const [c, position] = [Math.floor(k / (height * width)), k % (height * width)];
      return data[position * channels + c]!;
    });
    const results = await session.run({
      pixel_values: new ort.Tensor('float32', planes, [1, channels, height, width]),
    });
    return session.outputNames.map((name) => results[name]!.data as Float32Array);
  } finally {
    await session.release();
  }
}

function likeliest(logits: Float32Array, id2label: Readonly<Record<string, string>>) {
  const id = logits.reduce((best, value, k) => (value > logits[best]! ? k : best), 0);
  const score = 1 / logits.reduce((sum, value) => sum + Math.exp(value - logits[id]!), 0);
  return { id, label: id2label[id]!, score };
}

function parse<T>(json: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(json)) as T;
}
