import { type FusedGeometry, type FusedOperation, tapCount } from '@involution/core';
import { canFuse } from './make-fused-program.ts';

/** With fewer, the kernel tensor is hardly larger than the features that it is made of. */
const LEAST_TAPS = 4;
/** Of a slot's four. */
const LEAST_COLUMNS = 3;

/**
 * Whether there are fused programs that are faster than products of matrices and `makeProgram` apart. Measured with
 * TensorFlow.js's products.
 *
 * - `fusedForward`, on SwiftShader and Mesa's lavapipe, for windows of 1 to 121 taps, 1 to 128 groups of 1 to 64 channels, 3 to 512
 *   features and rows of 1 to 128 columns: it takes 0.12 to 0.85 of their time where this is true, and up to 2.5 times it where it
 *   is not.
 * - The gradients, on SwiftShader, for windows of 1 to 289 taps, 1 to 64 groups of 1 to 64 channels, 3 to 512 features, rows of 1 to 56
 *   columns and strides of 1 to 3: they take 0.08 to 0.91 of their time where this is true, and up to 3.8 times it where it
 *   is not.
 */
export function paysToFuse(operation: FusedOperation, geometry: FusedGeometry): boolean {
  if (!canFuse(operation, geometry) || tapCount(geometry) < LEAST_TAPS) return false;
  const { outSize, stride } = geometry.axes.at(-1)!;
  // Of another stride, most weights that are generated for x reach none of its columns.
  if (operation === 'fusedGradInput' && 4 % stride !== 0) return false;
  return outSize >= LEAST_COLUMNS;
}
