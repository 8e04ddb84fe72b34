// Sessions and runs by the hundred, in one process: what stays?
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { modelOf, numbers } from '@involution/adapters/onnx-graphs';
import * as ort from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { C, layer, series } from '../../test/models.ts';
import { registerInvolution } from '../index.ts';

ort.env.wasm.numThreads = 1;
registerInvolution(ort, { name: 'leaks', executionProviders: ['wasm'] });
const options = { executionProviders: ['leaks'] };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of objects and buffers, after everything that can go is gone. */
async function bytesHeld(): Promise<number> {
  for (let k = 0; k < 3; k++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const MEGABYTE = 2 ** 20;

it('300 runs of changing size hold no memory', async () => {
  const session = await ort.InferenceSession.create(modelOf(layer(['n', C, 'h', 'w'])), options);
  const run = async (k: number) => {
    // About a megabyte each, and what comes out of it as much again.
    const dims = [1 + (k % 2), C, 120 + (k % 5), 128];
    await session.run({ x: new ort.Tensor('float32', numbers(dims), dims) });
  };
  for (let k = 0; k < 20; k++) await run(k);
  const before = await bytesHeld();
  for (let k = 0; k < 300; k++) await run(k);
  expect(await bytesHeld()).toBeLessThan(before + 2 * MEGABYTE);
  await session.release();
});

it('200 sessions hold no memory once they are released, in the heap of onnxruntime neither', async () => {
  const model = modelOf(series());
  const once = async () => {
    const session = await ort.InferenceSession.create(model, options);
    const dims = [1, C, 5, 6];
    await session.run({ x: new ort.Tensor('float32', numbers(dims), dims) });
    await session.release();
  };
  for (let k = 0; k < 20; k++) await once();
  const before = await bytesHeld();
  for (let k = 0; k < 200; k++) await once();
  // WebAssembly memory counts as external, and never shrinks.
  expect(await bytesHeld()).toBeLessThan(before + 2 * MEGABYTE);
});
