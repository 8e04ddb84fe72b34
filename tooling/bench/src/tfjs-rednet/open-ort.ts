import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web';
import { randomImage } from '../ort/random-rednet.ts';
import { readOnnx } from './models.ts';
import { type Contender, type Opened, SIZE } from './task.ts';

export const version = ort.env.versions.web!;

/** Creates a session on onnxruntime-web's WebAssembly provider, one thread; RedNet-50's is with our provider. */
export async function openOrt(folder: string, contender: Contender): Promise<Opened> {
  ort.env.wasm.numThreads = 1;
  registerInvolution(ort, { executionProviders: ['wasm'] });
  const executionProviders = [contender === 'rednet50' ? 'involution' : 'wasm'];
  const session = await ort.InferenceSession.create(await readOnnx(folder, contender), {
    executionProviders,
    logSeverityLevel: 3,
  });
  const { data, dims } = randomImage(0, SIZE);
  const feeds = { input: new ort.Tensor('float32', data, dims) };
  return { run: async () => (await session.run(feeds)).logits!.data as Float32Array };
}
