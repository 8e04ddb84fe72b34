import { type FusedGeometry, type FusedOperation, tapCount } from '@involution/core';
import { canFuse } from './make-fused-program.ts';

/** With fewer, the kernel tensor is hardly larger than the features that it is made of. */
const LEAST_TAPS = 4;
/** Of a slot's four. */
const LEAST_COLUMNS = 3;

/**
 * Whether there is a fused program that is faster than a product of matrices and `makeProgram('forward', …)` apart. Measured on
 * SwiftShader and Mesa's lavapipe with TensorFlow.js's products, for windows of 1 to 121 taps, 1 to 128 groups of 1 to 64
 * channels, 3 to 512 features and rows of 1 to 128 columns: it takes 0.12 to 0.85 of their time where this is true, and up to
 * 2.5 times it where it is not.
 */
export function paysToFuse(operation: FusedOperation, geometry: FusedGeometry): boolean {
  if (!canFuse(operation, geometry) || tapCount(geometry) < LEAST_TAPS) return false;
  return geometry.axes.at(-1)!.outSize >= LEAST_COLUMNS;
}
