import { isAtMost } from './bounds.ts';
import type { Size } from './size.ts';

/** Why a match is rejected. Caught where the match began; never leaves the package. */
export class Unproven extends Error {}

/** Goes on only when something is so. */
export function prove(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Unproven(otherwise);
}

/** Two names for a size: what one part of the graph calls it and what it has to be. */
export type SizePair = readonly [Size, Size];

/**
 * Whether the sizes in each pair are equal in every run that gets past a `Reshape` of a tensor with the first sizes into
 * one with the second ones. It compares the numbers of elements, so
 *
 * - when all pairs but one are equal, that one is too,
 * - when no first size is more than its second, or none is less, none differs.
 */
export function equalWhereCountsAgree(pairs: readonly SizePair[]): boolean {
  const different = pairs.filter(([a, b]) => !a.equals(b));
  return (
    different.length <= 1 || different.every(([a, b]) => isAtMost(a, b)) || different.every(([a, b]) => isAtMost(b, a))
  );
}
