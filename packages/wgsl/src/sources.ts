// Which products a block of pixels needs, worked out when the shader is written: positions that several taps read are
// loaded once.
import { type Axis, phaseOf } from '@involution/core';

/** A position that a block reads, and the products it takes part in. */
export interface Source {
  /** Distance from the first pixel's first source. */
  offset: number;
  products: { pixel: number; tap: number }[];
}

/** Positions of x under the windows of a block's pixels of y, relative to the first window's first. */
export function sourcesUnderOutputs({ stride, dilation, kernelSize }: Axis, pixels: number): Source[] {
  return collect(kernelSize, pixels, (pixel, tap) => pixel * stride + tap * dilation);
}

/**
 * Positions of y whose windows reach a block's pixels of padded x, where the first of these is a multiple of the stride;
 * relative to that multiple. Most pairs of pixel and tap fall between two windows when there is a stride.
 */
export function sourcesReachingInputs({ stride, dilation, kernelSize }: Axis, pixels: number): Source[] {
  return collect(kernelSize, pixels, (pixel, tap) => {
    const { phase, index } = phaseOf(pixel - tap * dilation, stride);
    return phase === 0 ? index : undefined;
  });
}

/** @param offsetOf Of the position that a tap joins with a pixel; `undefined` where it joins none. */
function collect(taps: number, pixels: number, offsetOf: (pixel: number, tap: number) => number | undefined): Source[] {
  const sources = new Map<number, Source>();
  for (let tap = 0; tap < taps; tap++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const offset = offsetOf(pixel, tap);
      if (offset === undefined) continue;
      const source = sources.get(offset) ?? { offset, products: [] };
      sources.set(offset, source);
      source.products.push({ pixel, tap });
    }
  }
  return [...sources.values()].sort((a, b) => a.offset - b.offset);
}
