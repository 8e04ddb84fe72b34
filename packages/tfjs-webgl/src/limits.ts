import { InvolutionError, sizeOf } from '@involution/core';

/**
 * Refuses a tensor that no texture of the device can hold.
 *
 * @param argument The tensor's name.
 * @param maxSize Largest width and height of a texture.
 */
export function checkTexture(argument: string, shape: readonly number[], isPacked: boolean, maxSize: number): void {
  if (texelsOf(shape, isPacked) <= maxSize ** 2) return;
  const content = isPacked ? '2×2 neighbouring values in a texel' : 'one value in a texel';
  const expected = `what fits a texture of ${maxSize}×${maxSize} texels with ${content}`;
  throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', argument, [...shape], expected);
}

/** Texels that tfjs needs for a tensor. It wraps them into a square where no simpler layout fits. */
function texelsOf(shape: readonly number[], isPacked: boolean): number {
  if (!isPacked) return sizeOf(shape);
  const [batchSize, height, width, channels] = shape;
  return batchSize * height * Math.ceil(width / 2) * Math.ceil(channels / 2);
}
