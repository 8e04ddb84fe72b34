import { readFileSync } from 'node:fs';

/** `rednet` and `rednet-half` are PyTorch's, with weights in float32 and in half precision. */
export type TrainedName = 'rednet' | 'rednet-half';

/** How a model came about. */
export interface TrainedRecord {
  /** With its version. */
  readonly framework: string;
  readonly command: string;
  readonly seed: number;
  readonly epochs: number;
  /** How many numbers are trained. */
  readonly parameters: number;
  /** The share of the test digits that the framework itself classifies rightly. */
  readonly accuracy: number;
  /** The largest difference of the framework's logits in float32 from those of the same model in float64. */
  readonly roundoff: number;
}

/** A file of `data`, as its framework saved it. */
export function trainedFile(name: 'rednet.pth' | 'rednet-half.pth'): Uint8Array<ArrayBuffer> {
  return read(name);
}

/** What the framework computed in float32 for the test digits: `[2000, 10]`. */
export function trainedLogits(name: TrainedName): Float32Array {
  return new Float32Array(read(`${name}.logits.f32`).buffer);
}

export function trainedRecord(name: TrainedName): TrainedRecord {
  return JSON.parse(new TextDecoder().decode(read(`${name}.json`)));
}

/** In a buffer of its own. */
function read(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`../data/${name}`, import.meta.url)));
}
