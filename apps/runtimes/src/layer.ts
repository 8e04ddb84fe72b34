// The second job: a whole involution layer on the photo's colours, with a kernel generated at every pixel.
import { randomFloats } from '@involution/conformance';
import type { NdArray } from '@involution/core';
import type { Call } from './call.ts';
import { heatmap } from './heatmap.ts';
import type { Photo } from './photo.ts';
import { type PhotoOptions, photoCall } from './photo-call.ts';

const HIDDEN = 8;

/**
 * A layer with seeded weights, as a trained one would be called: kernel = span(relu(reduce(x))). The span's bias blurs, and
 * what the pixel's colour adds makes it blur differently everywhere.
 *
 * @param options.kernelSize Default: 7.
 * @param options.groups Default: 1.
 * @throws InvolutionError for options that are none.
 */
export function layerCall(photo: Photo, options: Partial<PhotoOptions> = {}): Call {
  const call = photoCall(photo, { kernelSize: 7, groups: 1, ...options });
  const { kernel } = call;
  const { kernelSize, strides = 1 } = call.options;
  const [, height, width, weights] = kernel.shape as [number, number, number, number];
  const reduce = randomFloats('demo layer, reduce', HIDDEN * 3);
  const span = randomFloats('demo layer, span', weights * HIDDEN);
  const hidden = new Float32Array(HIDDEN);
  for (let position = 0; position < height * width; position++) {
    const pixel = (Math.floor(position / width) * photo.width + (position % width)) * strides;
    for (let r = 0; r < HIDDEN; r++) {
      let sum = 0;
      for (let c = 0; c < 3; c++) sum += reduce[r * 3 + c]! * Math.fround(photo.data[pixel * 3 + c]! / 255);
      hidden[r] = Math.max(0, sum);
    }
    for (let k = 0; k < weights; k++) {
      let weight = 0;
      for (let r = 0; r < HIDDEN; r++) weight += span[k * HIDDEN + r]! * hidden[r]!;
      kernel.data[position * weights + k] = (1 + weight) / kernelSize ** 2;
    }
  }
  return call;
}

/** The layer's output as a photo. */
export function toPhoto({ data }: Pick<NdArray, 'data'>, { height, width }: Pick<Photo, 'height' | 'width'>): Photo {
  return {
    height,
    width,
    channels: 3,
    data: Uint8Array.from(Uint8ClampedArray.from(Array.from(data, (v) => 255 * v))),
  };
}

/** The generated kernels as the paper's figure 4 draws them: the sum of each pixel's K² taps, dark to bright. */
export function kernelSums({ kernel }: Call, { height, width }: Photo): Photo {
  const weights = kernel.shape.at(-1)!;
  const sums = Float32Array.from({ length: height * width }, (_, pixel) =>
    kernel.data.subarray(pixel * weights, (pixel + 1) * weights).reduce((sum, weight) => sum + weight, 0),
  );
  return heatmap(sums, { height, width });
}
