import { type Axis, InvolutionError, sizeOf, unexpected } from '@involution/core';

/** Integers of GLSL have 32 bits; this leaves room for a position to run a little past the end. */
const MAX_POSITION = 2 ** 30;

/**
 * Refuses axes along which shaders can't count.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED`.
 */
export function checkPaddedSizes(axes: readonly Axis[]): void {
  const sizes = axes.map(({ padBefore, inSize, padAfter }) => padBefore + inSize + padAfter);
  if (Math.max(...sizes) <= MAX_POSITION) return;
  const message = `The padded input [${sizes.join(', ')}] is too large: shaders count to ${MAX_POSITION} along an axis.`;
  throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'pad', message);
}

/**
 * Refuses a tensor that no texture of the device can hold.
 *
 * @param argument The tensor's name.
 * @param shape `[N, …, W, C]`.
 * @param maxSize Largest width and height of a texture.
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED`.
 */
export function checkTexture(argument: string, shape: readonly number[], isPacked: boolean, maxSize: number): void {
  if (texelsOf(shape, isPacked) <= maxSize ** 2) return;
  const content = isPacked ? '2×2 neighbouring values in a texel' : 'one value in a texel';
  const expected = `a shape that fits a texture of ${maxSize}×${maxSize} texels with ${content}`;
  throw unexpected('DEVICE_LIMIT_EXCEEDED', argument, shape, expected);
}

/** Texels that tfjs needs for a tensor, which lie row after row. It wraps them into a square where no simpler layout fits. */
export function texelsOf(shape: readonly number[], isPacked: boolean): number {
  if (!isPacked) return sizeOf(shape);
  const [width, channels] = shape.slice(-2) as [number, number];
  return sizeOf(shape.slice(0, -2)) * Math.ceil(width / 2) * Math.ceil(channels / 2);
}
