/**
 * sum + a · b in each lane. The product comes before the sum, by which src/fuse.ts knows the two: in the build with relaxed
 * SIMD they are one instruction, rounded once. A sum that must not be fused comes first.
 * @inline
 */
export function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return v128.add<f32>(v128.mul<f32>(a, b), sum);
}

/**
 * Four zeros.
 * @inline
 */
export function zeros(): v128 {
  return v128.splat<f32>(0);
}
