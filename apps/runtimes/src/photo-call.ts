// What every involution of a photo's colours has in common.
import { kernelShapeFor } from '@involution/core';
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
 * A call on a photo in RGB, with (K − 1) / 2 taps of padding on every side, as the authors' code has it, and all of its
 * weights still 0.
 *
 * @throws InvolutionError for options that are none.
 */
export function photoCall({ height, width, data }: Photo, { channels = 3, ...options }: PhotoOptions): Call {
  const pad = Math.floor(((options.dilations ?? 1) * (options.kernelSize - 1)) / 2);
  const xShape = [1, height, width, channels];
  const kernelShape = kernelShapeFor(xShape, { ...options, pad });
  const x = Float32Array.from({ length: height * width * channels }, (_, k) => {
    return data[Math.floor(k / channels) * 3 + ((k % channels) % 3)]! / 255;
  });
  return {
    x: { data: x, shape: xShape },
    kernel: { data: new Float32Array(kernelShape.reduce((product, size) => product * size)), shape: kernelShape },
    options: { ...options, pad },
  };
}
