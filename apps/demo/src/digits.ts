// The second part: real networks on real images. Each must predict what the framework that trained it does.
import {
  agreementOf,
  type DigitSet,
  digits,
  predictionsOf,
  SIZE,
  type TrainedFile,
  type TrainedName,
  trainedFile,
  trainedLogits,
  trainedRecord,
} from '@involution/digits';
import type { NetworkCall } from '@involution/runtimes/call';
import type { StartedRuntime } from '@involution/runtimes/runtime';

/** The test digits of `@involution/digits`. */
export const TEST_DIGITS = 2000;

/** A trained network of `@involution/digits`. */
export interface TrainedModel {
  name: TrainedName;
  file: TrainedFile;
}

/** The networks that the demo runs. To add one, add an entry. */
export const trainedModels: readonly TrainedModel[] = [
  { name: 'rednet', file: 'rednet.pth' },
  { name: 'keras-example', file: 'keras-example.keras' },
];

/** What one runtime makes of the digits with one network. */
export interface ClassifiedRow {
  runtime: string;
  file: string;
  digits: number;
  /** Share of the digits that are classified rightly. */
  accuracy: number;
  /** How many predictions differ from those of the framework that trained the network. */
  differentPredictions: number;
  /** Largest difference from the framework's logits as a share of its bound. */
  largestShare: number;
  perSecond: number;
  agrees: boolean;
}

/** Some of the test digits. They are sorted by class, so that those picked at equal distances are of all classes. */
export interface Sample {
  indices: readonly number[];
  images: NetworkCall['images'];
  labels: Uint8Array;
}

/** Read once, when they are needed: the package's files are 18 MB of JSON. */
let testDigits: DigitSet | undefined;

export function sampleDigits(count: number): Sample {
  testDigits ??= digits().test;
  const { images, labels } = testDigits;
  const indices = Array.from({ length: count }, (_, k) => Math.floor(((k + 0.5) * TEST_DIGITS) / count));
  return {
    indices,
    images: { data: rowsOf(images, indices, SIZE ** 2), shape: [count, SIZE, SIZE] },
    labels: rowsOf(labels, indices, 1),
  };
}

/** Classifies digits in a runtime, and judges what it gives. */
export async function classifyDigits(
  runtime: string,
  started: StartedRuntime,
  { name, file }: TrainedModel,
  { indices, images, labels }: Sample,
): Promise<ClassifiedRow> {
  const prepared = await started.prepareNetwork({ checkpoint: trainedFile(file), images });
  try {
    const ms = await prepared.run();
    const logits = Float32Array.from((await prepared.result()).data);
    const theirs = trainedLogits(name);
    const expected = rowsOf(theirs, indices, theirs.length / TEST_DIGITS);
    const agreement = agreementOf(logits, expected, trainedRecord(name).roundoff);
    const right = predictionsOf(logits).filter((prediction, k) => prediction === labels[k]).length;
    return {
      runtime,
      file,
      digits: labels.length,
      accuracy: right / labels.length,
      ...agreement,
      perSecond: labels.length / (ms / 1000),
      agrees: agreement.differentPredictions === 0 && agreement.largestShare < 1,
    };
  } finally {
    await prepared.dispose();
  }
}

function rowsOf<T extends Float32Array | Uint8Array>(array: T, indices: readonly number[], length: number): T {
  const rows = new (array.constructor as new (size: number) => T)(indices.length * length);
  for (const [k, index] of indices.entries())
    rows.set(array.subarray(index * length, (index + 1) * length), k * length);
  return rows;
}
