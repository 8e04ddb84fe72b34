import { InvolutionError, type InvolutionGeometry, kernelShapeOf, sizeOf, xShapeOf, yShapeOf } from '@involution/core';

/** What a program must know of the device. `GPUDevice.limits` has all of it. */
export interface DeviceLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

const FLOAT_BYTES = 4;
/** Shaders count in i32; this leaves room for an index to run a little past the end. */
const MAX_INDEX = 2 ** 30;

/**
 * Refuses an involution that the device cannot hold: every tensor is bound as a whole.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` with the tensor, its bytes and the limit.
 */
export function checkLimits(g: InvolutionGeometry, limits: DeviceLimits): void {
  const limit = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize, MAX_INDEX * FLOAT_BYTES);
  for (const [name, shape] of [
    ['x', xShapeOf(g)],
    ['kernel', kernelShapeOf(g)],
    ['y', yShapeOf(g)],
  ] as const) {
    const bytes = sizeOf(shape) * FLOAT_BYTES;
    if (bytes > limit) throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', name, bytes, `at most ${limit} bytes`);
  }
  const padded = [g.padTop + g.inHeight + g.padBottom, g.padLeft + g.inWidth + g.padRight];
  if (Math.max(...padded) > MAX_INDEX) {
    throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'padded x', padded, `at most ${MAX_INDEX} rows and columns`);
  }
}
