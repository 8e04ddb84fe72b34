import { InvolutionError, type InvolutionGeometry, shapeOf, sizeOf } from '@involution/core';
import type { NumberStorage } from './storage.ts';

/** What a program must know of the device. `GPUDevice.limits` has all of it. */
export interface DeviceLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

/** Shaders count in i32; this leaves room for an index to run a little past the end. */
const MAX_INDEX = 2 ** 30;

/**
 * Refuses an involution that the device cannot hold: every tensor is bound as a whole.
 *
 * @param storage Of all tensors. Default: float32.
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` with the tensor, its bytes and the limit.
 */
export function checkLimits(g: InvolutionGeometry, limits: DeviceLimits, storage?: NumberStorage): void {
  const shapes = { x: shapeOf(g, 'x'), kernel: shapeOf(g, 'kernel'), y: shapeOf(g, 'y') };
  checkShapes(g, shapes, limits, storage && storage.elementType !== 'f32' ? 2 : 4);
}

/**
 * {@link checkLimits} of tensors by their names and shapes.
 *
 * @param bytesOfOne Bytes of a number. Default: float32's.
 */
export function checkShapes(
  g: InvolutionGeometry,
  shapes: Readonly<Record<string, readonly number[]>>,
  limits: DeviceLimits,
  bytesOfOne = 4,
): void {
  const limit = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize, MAX_INDEX * bytesOfOne);
  for (const [name, shape] of Object.entries(shapes)) {
    const bytes = sizeOf(shape) * bytesOfOne;
    if (bytes <= limit) continue;
    const message = `${name} takes ${bytes} bytes, and the device binds at most ${limit}.`;
    throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', name, message);
  }
  const padded = g.axes.map(({ padBefore, inSize, padAfter }) => padBefore + inSize + padAfter);
  if (padded.every((size) => size <= MAX_INDEX)) return;
  const message = `Padded x has the sizes [${padded.join(', ')}], and shaders count to ${MAX_INDEX} along an axis.`;
  throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'x', message);
}
