/**
 * What the kernels were compiled for: SIMD with fused multiply-add, SIMD, or neither. Results differ by rounding alone.
 */
export type Build = 'relaxed-simd' | 'simd' | 'scalar';

/**
 * How many rows of a product of matrices kernels sum at a time, in blocks of eight columns. Where a product and its sum are one
 * instruction, a core has work for twelve vectors of sums; where they are two, the products take registers, too.
 */
export function rowsTogetherOf(build: Build): number {
  return build === 'relaxed-simd' ? 6 : 4;
}
