// What the axes of products of two tensors stand for.
import { type Axes, type Index, type IndexList, partsOf } from './indices.ts';
import { prove } from './proof.ts';

/** Proves that two axes have the same indices, in its own words and by what it knows. */
export type ProveSame = (a: IndexList, b: IndexList) => void;

/** Those of a product by element: axes of one element stretch. */
export function broadcast(a: Axes, b: Axes, proveSame: ProveSame): Axes {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, k) => {
    const own = a[k - rank + a.length] ?? [];
    const other = b[k - rank + b.length] ?? [];
    if (partsOf(own).length === 0) return other;
    if (partsOf(other).length > 0) proveSame(own, other);
    return own;
  });
}

/** The letters of an `Einsum`. */
export interface EinsumLetters {
  readonly factors: readonly string[];
  readonly result: string;
}

/** Those of an equation; `undefined` where it does not say them all, or takes a diagonal. */
export function einsumLetters(equation: string): EinsumLetters | undefined {
  const [, given, result] = /^(\w+(?:,\w+)+)->(\w*)$/.exec(equation.replaceAll(' ', '')) ?? [];
  if (given === undefined || result === undefined) return undefined;
  const factors = given.split(',');
  return [...factors, result].some((word) => new Set(word).size < word.length) ? undefined : { factors, result };
}

/** Those of an `Einsum`, and the indices that it sums over. */
export function einsumAxes(
  { factors, result }: EinsumLetters,
  given: readonly Axes[],
  proveSame: ProveSame,
): { axes: Axes; summed: readonly Index[] } {
  const areOfRanks = factors.length === given.length && factors.every((word, k) => word.length === given[k]!.length);
  prove(areOfRanks, 'its equation is for other ranks');
  const byLetter = new Map<string, IndexList>();
  for (const [k, word] of factors.entries()) {
    for (const [axis, letter] of [...word].entries()) {
      const [own, other] = [given[k]![axis]!, byLetter.get(letter)];
      if (other !== undefined) proveSame(other, own);
      else byLetter.set(letter, own);
    }
  }
  prove(
    [...result].every((letter) => byLetter.has(letter)),
    'its equation has a letter of no factor',
  );
  return {
    axes: [...result].map((letter) => byLetter.get(letter)!),
    summed: [...byLetter].flatMap(([letter, axis]) => (result.includes(letter) ? [] : [...axis])),
  };
}
