// What every involution of a photo's colours has in common.
import { type InvolutionGeometry, kernelShapeFor, kernelShapeOf, resolveGeometry, xShapeOf } from '@involution/core';
import type { Call } from './call.ts';
import type { Photo } from './photo.ts';

/** How an involution is laid over a photo. */
export interface PhotoOptions
  extends Pick<Call['options'], 'strides' | 'dilations' | 'kernelOrder' | 'channelGrouping'> {
  kernelSize: number;
  groups: number;
  /** Channels of x: red, green and blue, and again from red when there are more. Default: 3. */
  channels?: number;
}

/**
 * The geometry on a photo: (K − 1) / 2 taps of padding on every side, as the authors' code has it.
 *
 * @throws InvolutionError for options that are none, or do not go together.
 */
export function photoGeometry(
  { height, width }: Pick<Photo, 'height' | 'width'>,
  { channels = 3, ...others }: PhotoOptions,
): { geometry: InvolutionGeometry; options: Call['options'] } {
  const { kernelSize, dilations = 1 } = others;
  const options = { ...others, pad: Math.floor((dilations * (kernelSize - 1)) / 2) };
  const xShape = [1, height, width, channels];
  return { geometry: resolveGeometry(xShape, kernelShapeFor(xShape, options), options), options };
}

/**
 * A call on a photo in RGB, with all of its weights still 0.
 *
 * @throws InvolutionError as {@link photoGeometry}.
 */
export function photoCall(photo: Photo, photoOptions: PhotoOptions): Call {
  const { geometry, options } = photoGeometry(photo, photoOptions);
  const { channels } = geometry;
  const x = Float32Array.from({ length: photo.height * photo.width * channels }, (_, k) => {
    return photo.data[Math.floor(k / channels) * 3 + ((k % channels) % 3)]! / 255;
  });
  const kernelShape = kernelShapeOf(geometry);
  return {
    x: { data: x, shape: xShapeOf(geometry) },
    kernel: { data: new Float32Array(kernelShape.reduce((product, size) => product * size)), shape: kernelShape },
    options,
  };
}
