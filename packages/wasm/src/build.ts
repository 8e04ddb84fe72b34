/**
 * What the kernels were compiled for: SIMD with fused multiply-add, SIMD, or neither. Results differ by rounding alone.
 */
export type Build = 'relaxed-simd' | 'simd' | 'scalar';
