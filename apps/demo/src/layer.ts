// The second job: a whole involution layer on the photo's colours, with a kernel generated at every pixel.
import { randomFloats } from '@involution/conformance';
import type { NdArray } from '@involution/core';
import type { Call } from './call.ts';
import { heatmap } from './heatmap.ts';
import type { Photo } from './photo.ts';

const K = 7;
const TAPS = K * K;
const HIDDEN = 8;

/**
 * A 7×7 layer with seeded weights, as a trained one would be called: kernel = span(relu(reduce(x))). The span's bias
 * blurs, and what the pixel's colour adds makes it blur differently everywhere.
 */
export function layerCall({ height, width, data }: Photo): Call {
  const pixels = height * width;
  const x = Float32Array.from(data, (byte) => byte / 255);
  const reduce = randomFloats('demo layer, reduce', HIDDEN * 3);
  const span = randomFloats('demo layer, span', TAPS * HIDDEN);
  const kernel = new Float32Array(pixels * TAPS);
  const hidden = new Float32Array(HIDDEN);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let r = 0; r < HIDDEN; r++) {
      const sum = [0, 1, 2].reduce((total, c) => total + reduce[r * 3 + c]! * x[pixel * 3 + c]!, 0);
      hidden[r] = Math.max(0, sum);
    }
    for (let tap = 0; tap < TAPS; tap++) {
      let weight = 0;
      for (let r = 0; r < HIDDEN; r++) weight += span[tap * HIDDEN + r]! * hidden[r]!;
      kernel[pixel * TAPS + tap] = (1 + weight) / TAPS;
    }
  }
  return {
    x: { data: x, shape: [1, height, width, 3] },
    kernel: { data: kernel, shape: [1, height, width, TAPS] },
    options: { kernelSize: K, pad: (K - 1) / 2, groups: 1 },
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
  const sums = Float32Array.from({ length: height * width }, (_, pixel) =>
    kernel.data.subarray(pixel * TAPS, (pixel + 1) * TAPS).reduce((sum, weight) => sum + weight, 0),
  );
  return heatmap(sums, { height, width });
}
