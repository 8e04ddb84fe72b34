export { isAtMost, isNegativeAtSmallSizesOnly, isNeverNegative, lowerBound, MAX_AXIS, upperBound } from './bounds.ts';
export {
  type Axes,
  Index,
  type IndexList,
  indexOf,
  isSame,
  isSameAxes,
  partsOf,
  regrouped,
  sizesOf,
  unite,
} from './indices.ts';
export { broadcast, einsumAxes, einsumLetters } from './products.ts';
export { equalWhereCountsAgree, prove, type SizePair, Unproven } from './proof.ts';
export { type Atom, divideProducts, isFloor, Size, symbolOf, type Term } from './size.ts';
