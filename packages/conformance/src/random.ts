import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random numbers in (−1, 1), each exactly a float32, that depend on the name alone. */
export function randomFloats(name: string, length: number): Float32Array {
  const generator = xoroshiro128plus(seedOf(name));
  return Float32Array.from({ length }, () => 2 * uniformFloat32(generator) - 1);
}

/** A source of random integers that depend on the name alone. */
export function randomIntegers(name: string): (from: number, to: number) => number {
  const generator = xoroshiro128plus(seedOf(name));
  return (from, to) => uniformInt(generator, from, to);
}

/** Turns a name into a seed, so that adding a case never changes the values of another. FNV-1a. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const character of name) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  }
  return hash;
}
