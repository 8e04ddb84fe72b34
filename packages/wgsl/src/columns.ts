// Which products a block of neighbouring columns needs, worked out when the shader is written: columns that several
// taps read are loaded once.
import type { InvolutionGeometry } from '@involution/core';

/** A column that a block reads, and the products it takes part in. */
export interface SourceColumn {
  /** Distance from the block's first source column. */
  offset: number;
  products: { pixel: number; tap: number }[];
}

/** Columns of x under the windows of `pixels` neighbouring columns of y, relative to the first window's first. */
export function columnsUnderOutputs(g: InvolutionGeometry, pixels: number): SourceColumn[] {
  return collect(g, pixels, (pixel, tap) => pixel * g.strideWidth + tap * g.dilationWidth);
}

/**
 * Columns of y whose windows reach `pixels` neighbouring columns of padded x, where the first of these is a multiple of
 * the stride; relative to that multiple. Most pairs of pixel and tap fall between two windows when there is a stride.
 */
export function columnsReachingInputs(g: InvolutionGeometry, pixels: number): SourceColumn[] {
  return collect(g, pixels, (pixel, tap) => (pixel - tap * g.dilationWidth) / g.strideWidth);
}

function collect(
  g: InvolutionGeometry,
  pixels: number,
  offsetOf: (pixel: number, tap: number) => number,
): SourceColumn[] {
  const columns = new Map<number, SourceColumn>();
  for (let tap = 0; tap < g.kernelWidth; tap++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const offset = offsetOf(pixel, tap);
      if (!Number.isInteger(offset)) continue;
      const column = columns.get(offset) ?? { offset, products: [] };
      columns.set(offset, column);
      column.products.push({ pixel, tap });
    }
  }
  return [...columns.values()].sort((a, b) => a.offset - b.offset);
}
