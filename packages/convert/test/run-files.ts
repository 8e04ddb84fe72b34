// Runs what a conversion wrote, for tests.

import type { NdArray } from '@involution/core';
import { registerInvolution } from '@involution/onnxruntime-web';
import { registerLayers } from '@involution/tfjs-layers';
import { register } from '@involution/tfjs-wasm';
import '@tensorflow/tfjs-backend-wasm';
import { enableProdMode, io, setBackend, type Tensor, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import * as ort from 'onnxruntime-web';

type Files = ReadonlyMap<string, Uint8Array>;

export const text = (files: Files, path: string) => new TextDecoder().decode(files.get(path));

/** Chooses the backend that models are made and run on. */
export async function startTfjs(): Promise<void> {
  enableProdMode();
  register();
  registerLayers();
  await setBackend('wasm');
}

/** The outputs of `model.json`, in their order, with channels first. */
export async function runTfjs(files: Files, x: NdArray): Promise<NdArray[]> {
  const fetchFunc = (async (url: string) => new Response(files.get(url.split('/').at(-1)!)!.slice())) as typeof fetch;
  const handler = io.http('https://example.org/model.json', { fetchFunc });
  const model = await loadLayersModel(handler);
  const results = tidy(() => {
    const image = transpose(tensor(Float32Array.from(x.data), [...x.shape]), [0, 2, 3, 1]);
    const outputs = [model.predict(image)].flat() as Tensor[];
    return outputs.map((output) => (output.rank === 4 ? transpose(output, [0, 3, 1, 2]) : output));
  });
  return Promise.all(
    results.map(async (result) => ({ shape: result.shape, data: (await result.data()) as Float32Array })),
  );
}

/** The outputs of `onnx/model.onnx` by their names. */
export async function runOnnx(files: Files, x: NdArray): Promise<Record<string, NdArray>> {
  ort.env.wasm.numThreads = 1;
  registerInvolution(ort, { executionProviders: ['wasm'] });
  const session = await ort.InferenceSession.create(files.get('onnx/model.onnx')!, {
    executionProviders: ['involution'],
  });
  try {
    const results = await session.run({ pixel_values: new ort.Tensor('float32', Float32Array.from(x.data), x.shape) });
    return Object.fromEntries(
      Object.entries(results).map(([name, { data, dims }]) => [name, { data: data as Float32Array, shape: dims }]),
    );
  } finally {
    await session.release();
  }
}
