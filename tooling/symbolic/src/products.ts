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

/** The letters of an `Einsum` of two factors. */
export type EinsumLetters = readonly [first: string, second: string, result: string];

/** Those of an equation; `undefined` where it is of another number of factors, or takes a diagonal. */
export function einsumLetters(equation: string): EinsumLetters | undefined {
  const letters = /^(\w+),(\w+)->(\w*)$/.exec(equation.replaceAll(' ', ''))?.slice(1) as EinsumLetters | undefined;
  return letters?.some((word) => new Set(word).size < word.length) ? undefined : letters;
}

/** Those of an `Einsum`, and the indices that it sums over. */
export function einsumAxes(
  [first, second, result]: EinsumLetters,
  [a, b]: readonly [Axes, Axes],
  proveSame: ProveSame,
): { axes: Axes; summed: readonly Index[] } {
  prove(a.length === first.length && b.length === second.length, 'its equation is for other ranks');
  const byLetter = new Map<string, IndexList>();
  for (const [word, axes] of [[first, a] as const, [second, b] as const]) {
    for (const [k, letter] of [...word].entries()) {
      const other = byLetter.get(letter);
      if (other !== undefined) proveSame(other, axes[k]!);
      else byLetter.set(letter, axes[k]!);
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
