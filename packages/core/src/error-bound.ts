import { type InvolutionGeometry, outputPositions, tapCount } from './geometry.ts';
import type { Operation, SpanTensorName } from './operations.ts';

/** Unit roundoff of float32: half the distance from 1 to the next number. */
export const FLOAT32_UNIT_ROUNDOFF: number = 2 ** -24;

/** Unit roundoff of half precision. */
export const FLOAT16_UNIT_ROUNDOFF: number = 2 ** -11;

/**
 * How far a correctly written kernel can be from the exact sum of products: γ · Σ|terms| with
 * γ = (n + 2)u / (1 − (n + 2)u). It holds for any order of summation, with or without fused multiply-add (Higham,
 * Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1), so a larger error is a bug and no tolerance
 * needs tuning.
 *
 * @param terms n, the number of products: see {@link termsOf}.
 * @param magnitude Σ|terms|, as the reference functions return it.
 * @param unitRoundoff u of the arithmetic under test. Default: float32's 2⁻²⁴.
 * @param smallestNormal For a device that flushes subnormal numbers to zero: its smallest normal number. Every product
 * may lose that much. Default 0: no flushing.
 * @returns The bound; `Infinity` where (n + 2)u ≥ 1, so that the arithmetic promises nothing.
 */
export function errorBound(
  terms: number,
  magnitude: number,
  unitRoundoff: number = FLOAT32_UNIT_ROUNDOFF,
  smallestNormal = 0,
): number {
  const nu = (terms + 2) * unitRoundoff;
  return nu < 1 ? (nu / (1 - nu)) * magnitude + terms * smallestNormal : Number.POSITIVE_INFINITY;
}

/** The least positive number of half precision. */
const FLOAT16_LEAST = 2 ** -24;

/**
 * How much more a result can be off that is summed in float32 or better and then rounded to half precision, once: half a
 * unit in its last place. To be added to {@link errorBound} of the sum.
 *
 * @param exact The exact sum. Past half precision's range, 65504, the result may be infinite.
 */
export function float16RoundingBound(exact: number): number {
  return FLOAT16_UNIT_ROUNDOFF * Math.abs(exact) + FLOAT16_LEAST;
}

/** n of {@link errorBound}: the number of products that one element of a result sums, ΠK for y and dx, C/G for dkernel. */
export function termsOf(geometry: InvolutionGeometry, operation: Operation): number {
  return operation === 'gradKernel' ? geometry.channelsPerGroup : tapCount(geometry);
}

/**
 * n of {@link errorBound} where the kernel is generated in the same computation, κ = Σ_r z_r·s_r + b, of m coefficients z_r:
 * for y ΠK + m + 1, and Σ|terms| is Σ_taps (Σ_r |z_r·s_r| + |b|)·|x|; for dx as many, of dy. It holds as well where y is
 * summed as convolutions with the fixed kernels s_r, weighted by z_r. The gradients for z, s and b are sums of the kernel's
 * gradient, which has C/G terms itself: for z over G·ΠK weights, for s and b over N·Ho·Wo positions.
 *
 * @param coefficients m.
 * @param result y, or the tensor that the gradient is for. Default: y.
 */
export function factorizedTermsOf(
  geometry: InvolutionGeometry,
  coefficients: number,
  result: 'y' | 'x' | SpanTensorName = 'y',
): number {
  const { batchSize, groups, channelsPerGroup } = geometry;
  switch (result) {
    case 'y':
    case 'x':
      return tapCount(geometry) + coefficients + 1;
    case 'features':
      return channelsPerGroup + groups * tapCount(geometry) + 1;
    default:
      return channelsPerGroup + batchSize * outputPositions(geometry) + 1;
  }
}
