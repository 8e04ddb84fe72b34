// The second job: a whole involution layer on the photo's colours, with a kernel generated at every pixel.
import { randomFloats } from '@involution/conformance';
import type { NdArray } from '@involution/core';
import type { Call } from './call.ts';
import { heatmap } from './heatmap.ts';
import type { Photo } from './photo.ts';

const HIDDEN = 8;

/**
 * A layer with seeded weights, as a trained one would be called: kernel = span(relu(reduce(x))). The span's bias blurs, and
 * what the pixel's colour adds makes it blur differently everywhere.
 *
 * @param options.kernelSize An odd number. Default: 7.
 * @param options.groups Of the three colours: 1 or 3. Default: 1.
 */
export function layerCall({ height, width, data }: Photo, { kernelSize = 7, groups = 1 } = {}): Call {
  const pixels = height * width;
  const taps = kernelSize ** 2;
  const weights = groups * taps;
  const x = Float32Array.from(data, (byte) => byte / 255);
  const reduce = randomFloats('demo layer, reduce', HIDDEN * 3);
  const span = randomFloats('demo layer, span', weights * HIDDEN);
  const kernel = new Float32Array(pixels * weights);
  const hidden = new Float32Array(HIDDEN);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let r = 0; r < HIDDEN; r++) {
      const sum = [0, 1, 2].reduce((total, c) => total + reduce[r * 3 + c]! * x[pixel * 3 + c]!, 0);
      hidden[r] = Math.max(0, sum);
    }
    for (let k = 0; k < weights; k++) {
      let weight = 0;
      for (let r = 0; r < HIDDEN; r++) weight += span[k * HIDDEN + r]! * hidden[r]!;
      kernel[pixel * weights + k] = (1 + weight) / taps;
    }
  }
  return {
    x: { data: x, shape: [1, height, width, 3] },
    kernel: { data: kernel, shape: [1, height, width, weights] },
    options: { kernelSize, pad: (kernelSize - 1) / 2, groups },
  };
}

/** The layer's output as a photo. */
export function toPhoto({ data }: Pick<NdArray, 'data'>, { height, width }: Photo): Photo {
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
