/** sum + a · b in each lane; rounded once where the build has fused multiply-add. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, sum);
  return v128.add<f32>(sum, v128.mul<f32>(a, b));
}

/** Four zeros. */
// @ts-ignore: decorator
@inline
export function zeros(): v128 {
  return v128.splat<f32>(0);
}
