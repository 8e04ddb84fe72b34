// What can be proven of how large a size is, given that every tensor has at least one element.
import { type Atom, isFloor, Size } from './size.ts';

/** How many quotients a comparison takes apart: one on its left, and that which takes its place. */
const MAX_FLOORS = 3;

/** Down to this a count may be negative where all sizes are 1: more than any window that exporters write is wide. */
const LOWEST_AT_ONE = -1024;

/** Of an axis of dynamic size: no runtime holds a tensor of float32 whose axes are anywhere near as long. */
export const MAX_AXIS: number = 2 ** 24;

/** Whether a size is provably no more than another, whatever the sizes. */
export function isAtMost(size: Size, other: Size): boolean {
  return isNeverNegative(other.minus(size));
}

/** Whether a size is provably 0 or more, whatever the sizes. */
export function isNeverNegative(size: Size): boolean {
  return isNeverNegativeWithin(size, MAX_FLOORS);
}

/**
 * Whether a size is 0 or more at all sizes but small ones: it is so at any, or it grows with each size in it and is not
 * far below 0 where these are 1. Exporters write such expressions for the positions of windows. At sizes at which they
 * are negative no window fits: the exported model fails or makes nothing.
 */
export function isNegativeAtSmallSizesOnly(size: Size): boolean {
  return lowerBound(size) >= LOWEST_AT_ONE || isNeverNegative(size);
}

/** A number that a size is at least; −∞ where none is known. */
export function lowerBound(size: Size): number {
  if (size.terms === undefined) return Number.NEGATIVE_INFINITY;
  let bound = 0;
  for (const { coefficient, atoms } of size.terms) {
    const bounds = atoms.map(({ floor }) => (floor ? Math.floor(lowerBound(floor.numerator) / floor.divisor) : 1));
    // A product says nothing of its sign when a factor may be negative, and nothing is known of upper bounds.
    if (bounds.some((lowest) => lowest < 0) || (atoms.length > 0 && coefficient < 0)) return Number.NEGATIVE_INFINITY;
    bound += coefficient * bounds.reduce((product, lowest) => product * lowest, 1);
  }
  return bound;
}

/** A number that a size is at most, and minus it at least, where no axis has more than {@link MAX_AXIS} elements. */
export function upperBound(size: Size): number {
  const most = ({ floor }: Atom) => (floor ? upperBound(floor.numerator) / floor.divisor + 1 : MAX_AXIS);
  const bounds = size.terms?.map(({ coefficient, atoms }) =>
    atoms.reduce((bound, atom) => bound * most(atom), Math.abs(coefficient)),
  );
  return bounds?.reduce((sum, bound) => sum + bound, 0) ?? Number.POSITIVE_INFINITY;
}

/** @param floors How many quotients may still be taken out of the expression. */
function isNeverNegativeWithin(size: Size, floors: number): boolean {
  if (lowerBound(size) >= 0 || lowerBound(withoutGainedFloors(size)) >= 0) return true;
  if (floors === 0) return false;
  const terms = size.terms ?? [];
  return terms
    .filter((term) => isFloor(term) && term.coefficient === -1)
    .some((term) => {
      // ⌊n / a⌋ ≤ t, for integers, is n ≤ a·t + a − 1.
      const { numerator, divisor } = term.atoms[0]!.floor!;
      const t = Size.sum(terms.filter((other) => other !== term));
      const room = t
        .times(Size.of(divisor))
        .plus(Size.of(divisor - 1))
        .minus(numerator);
      return isNeverNegativeWithin(room, floors - 1);
    });
}

/** Something smaller or equal: d·⌊n / d⌋ is at least n − d + 1. */
function withoutGainedFloors(size: Size): Size {
  let smaller = size;
  for (const term of size.terms ?? []) {
    const { floor } = term.atoms[0] ?? {};
    if (!isFloor(term) || floor === undefined || term.coefficient < 0 || term.coefficient % floor.divisor !== 0)
      continue;
    const least = floor.numerator.minus(Size.of(floor.divisor - 1)).times(Size.of(term.coefficient / floor.divisor));
    smaller = smaller.minus(Size.sum([term])).plus(least);
  }
  return smaller;
}
