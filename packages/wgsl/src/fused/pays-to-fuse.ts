import { type FusedGeometry, tapCount } from '@involution/core';
import { widthOf, withShaderAxes } from '../axes.ts';
import { canFuse } from './make-fused-program.ts';

/** With fewer, the kernel tensor is hardly larger than the features that it is made of. */
const LEAST_TAPS = 4;
/** Of a slot's four. */
const LEAST_COLUMNS = 3;

/**
 * Whether a fused program is there and faster than a product of matrices with `makeProgram('forward', …)` behind it: measured
 * with TensorFlow.js's products on two devices in software, for windows of 1 to 121 taps, 1 to 128 groups and rows of 1 to 128
 * columns. It takes up to 0.7 of their time where this is true, and up to 1.7 where it is not.
 */
export function paysToFuse(geometry: FusedGeometry): boolean {
  if (!canFuse(geometry) || tapCount(geometry) < LEAST_TAPS) return false;
  return widthOf(withShaderAxes(geometry)).outSize >= LEAST_COLUMNS;
}
