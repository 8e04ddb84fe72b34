/** The largest of some numbers, or 0 if none is positive. `Math.max` takes arguments, of which engines take only so many. */
export function maxOf<T>(list: readonly T[], numberOf: (entry: T) => number): number {
  return list.reduce((max, entry) => Math.max(max, numberOf(entry)), 0);
}
