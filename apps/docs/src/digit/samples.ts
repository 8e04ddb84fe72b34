// Digits to pick from, and what the frameworks that trained the networks make of them.
import type { TypedNdArray } from '@involution/core';
import type { TrainedName } from '@involution/digits/page';

/** H = W of a digit, and of what the networks read: zeros on every side of it. */
export const DIGIT_SIZE = 28;
export const IMAGE_SIZE = 32;

/** The networks of the page. */
export const NETWORKS = ['rednet', 'keras-example'] as const satisfies readonly TrainedName[];
export type NetworkName = (typeof NETWORKS)[number];

/** What a framework itself makes of the digits. */
export interface Expected {
  /** With its version. */
  readonly framework: string;
  /** The largest difference of its logits from those of the same model in float64. */
  readonly roundoff: number;
  /** Of all test digits. */
  readonly accuracy: number;
  /** `[N, 10]`, float32, in base64. */
  readonly logits: string;
}

/** Some of the 2,000 test digits, as the page has them. */
export interface Samples {
  /** The class of each, from 0 to 9. */
  readonly labels: readonly number[];
  /** `[N, 28, 28]`, a byte each, in base64. */
  readonly bytes: string;
  readonly expected: Readonly<Record<NetworkName, Expected>>;
}

/** The images as the networks read them, `[N, 32, 32]`. */
export function imagesOf({ bytes }: Pick<Samples, 'bytes'>): TypedNdArray<Float32Array> {
  const digits = bytesOf(bytes);
  const pixels = DIGIT_SIZE ** 2;
  const count = digits.length / pixels;
  const data = new Float32Array(count * IMAGE_SIZE ** 2);
  for (let k = 0; k < count; k++) {
    data.set(toImage(digits.subarray(k * pixels, (k + 1) * pixels)), k * IMAGE_SIZE ** 2);
  }
  return { data, shape: [count, IMAGE_SIZE, IMAGE_SIZE] };
}

/** 28×28 bytes as what the networks were trained on: divided by 255, rounded to three decimals, two zeros on every side. */
export function toImage(digit: Uint8Array): Float32Array {
  const image = new Float32Array(IMAGE_SIZE ** 2);
  const border = (IMAGE_SIZE - DIGIT_SIZE) / 2;
  for (const [k, byte] of digit.entries()) {
    const [row, column] = [Math.floor(k / DIGIT_SIZE), k % DIGIT_SIZE];
    image[(row + border) * IMAGE_SIZE + column + border] = Math.round((byte / 255) * 1000) / 1000;
  }
  return image;
}

/** The framework's own logits, `[N, 10]`. */
export function logitsOf({ logits }: Expected): Float32Array {
  return new Float32Array(bytesOf(logits).buffer);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
