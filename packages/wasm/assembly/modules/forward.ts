// y, of float16 too, for engines with SIMD, plain or relaxed.
export { narrowToHalves as narrow_to_halves, widenHalves as widen_halves } from '../halves';
export * from './gather';
