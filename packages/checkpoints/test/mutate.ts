import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A whole number below `limit`. */
export type Random = (limit: number) => number;

/** Numbers from a seed. */
export function randomFrom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return (limit) => uniformInt(generator, 0, limit - 1);
}

/** Bytes that lengths, counts and addresses turn into. */
const EXTREMES = [
  [0],
  [0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff],
  [0, 0, 0, 0x10],
  [0, 0, 0, 0, 0x10, 0, 0, 0],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0, 0, 0, 0, 0, 0, 0, 0],
];

const CHANGES: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  (bytes, random) => overwritten(bytes, random(bytes.length), [1 << random(8)], true),
  (bytes, random) => overwritten(bytes, random(bytes.length), [random(256)]),
  (bytes, random) => overwritten(bytes, random(bytes.length), EXTREMES[random(EXTREMES.length)]!),
  // Another part of the file in this one's place.
  (bytes, random) => {
    const from = random(bytes.length);
    return overwritten(bytes, random(bytes.length), [...bytes.subarray(from, from + 1 + random(64))]);
  },
  // One or a few bytes that a number is larger or smaller by.
  (bytes, random) => {
    const at = random(bytes.length);
    return overwritten(bytes, at, [bytes[at]! + (random(2) === 0 ? 1 : -1) * (1 + random(4))]);
  },
  (bytes, random) => bytes.slice(0, random(bytes.length)),
  (bytes, random) => spliced(bytes, random(bytes.length), 1 + random(16), []),
  (bytes, random) =>
    spliced(
      bytes,
      random(bytes.length),
      0,
      Array.from({ length: 1 + random(16) }, () => random(256)),
    ),
];

/** A file with one to three changes. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let result = bytes;
  for (let count = 1 + random(3); count > 0 && result.length > 0; count--) {
    result = CHANGES[random(CHANGES.length)]!(result, random);
  }
  return result;
}

function overwritten(bytes: Uint8Array, at: number, values: readonly number[], isFlip = false): Uint8Array {
  const result = bytes.slice();
  for (const [k, value] of values.entries()) {
    if (at + k < result.length) result[at + k] = isFlip ? result[at + k]! ^ value : value;
  }
  return result;
}

function spliced(bytes: Uint8Array, at: number, removed: number, inserted: readonly number[]): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, at), ...inserted, ...bytes.subarray(at + removed)]);
}
