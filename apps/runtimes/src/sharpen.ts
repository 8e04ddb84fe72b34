// The first job: a filter that is the same at every pixel, where involution must equal OpenCV's filter2D to the byte.
import type { NdArray } from '@involution/core';
import type { Call } from './call.ts';
import type { Photo } from './photo.ts';

const FILTER = [0, -1, 0, -1, 5, -1, 0, -1, 0];

/** The sharpening filter as an involution of a gray photo. The border is OpenCV's: mirrored, edge not repeated. */
export function sharpenCall(gray: Photo): Call {
  const { height, width } = gray;
  return {
    x: { data: mirrorBorder(gray), shape: [1, height + 2, width + 2, 1] },
    kernel: {
      data: Float32Array.from({ length: height * width * 9 }, (_, k) => FILTER[k % 9]!),
      shape: [1, height, width, 9],
    },
    options: { kernelSize: 3, pad: 0, groups: 1 },
  };
}

/** A filter's result as a photo, with OpenCV's rounding (to nearest, ties to even) and saturation. */
export function toBytes({ data }: Pick<NdArray, 'data'>, { height, width }: Pick<Photo, 'height' | 'width'>): Photo {
  return { height, width, channels: 1, data: Uint8Array.from(Uint8ClampedArray.from(data)) };
}

/** Index of the first byte that differs, or −1. */
export function firstDifference(a: Photo, b: Photo): number {
  if (a.data.length !== b.data.length) return Math.min(a.data.length, b.data.length);
  return a.data.findIndex((byte, k) => byte !== b.data[k]);
}

/** Adds one pixel on each side by reflection at the edge pixel: OpenCV's BORDER_REFLECT_101. */
function mirrorBorder({ height, width, data }: Photo): Float32Array {
  const reflect = (at: number, size: number) => (size === 1 ? 0 : size - 1 - Math.abs(size - 1 - Math.abs(at)));
  const bordered = new Float32Array((height + 2) * (width + 2));
  for (let h = 0; h < height + 2; h++) {
    for (let w = 0; w < width + 2; w++) {
      bordered[h * (width + 2) + w] = data[reflect(h - 1, height) * width + reflect(w - 1, width)]!;
    }
  }
  return bordered;
}
