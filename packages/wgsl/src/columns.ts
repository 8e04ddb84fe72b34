// Which products a block of neighbouring columns needs, worked out when the shader is written: columns that several
// taps read are loaded once.
import { type Axis, phaseOf } from '@involution/core';

/** A column that a block reads, and the products it takes part in. */
export interface SourceColumn {
  /** Distance from the block's first source column. */
  offset: number;
  products: { pixel: number; tap: number }[];
}

/** Columns of x under the windows of `pixels` neighbouring columns of y, relative to the first window's first. */
export function columnsUnderOutputs(width: Axis, pixels: number): SourceColumn[] {
  return collect(width, pixels, (pixel, tap) => pixel * width.stride + tap * width.dilation);
}

/**
 * Columns of y whose windows reach `pixels` neighbouring columns of padded x, where the first of these is a multiple of
 * the stride; relative to that multiple. Most pairs of pixel and tap fall between two windows when there is a stride.
 */
export function columnsReachingInputs(width: Axis, pixels: number): SourceColumn[] {
  return collect(width, pixels, (pixel, tap) => {
    const { phase, index } = phaseOf(pixel - tap * width.dilation, width.stride);
    return phase === 0 ? index : undefined;
  });
}

/** @param offsetOf Of the column that a tap joins with a pixel; `undefined` where it joins none. */
function collect(
  width: Axis,
  pixels: number,
  offsetOf: (pixel: number, tap: number) => number | undefined,
): SourceColumn[] {
  const columns = new Map<number, SourceColumn>();
  for (let tap = 0; tap < width.kernelSize; tap++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const offset = offsetOf(pixel, tap);
      if (offset === undefined) continue;
      const column = columns.get(offset) ?? { offset, products: [] };
      columns.set(offset, column);
      column.products.push({ pixel, tap });
    }
  }
  return [...columns.values()].sort((a, b) => a.offset - b.offset);
}
