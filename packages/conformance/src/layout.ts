import type { DataFormat } from '@involution/core';

/** A shape with channels last, of rank 2 or more, in another data format. */
export function shapeIn(dataFormat: DataFormat, shape: readonly number[]): readonly number[] {
  if (dataFormat === 'channelsLast') return shape;
  return [...shape.slice(0, 1), ...shape.slice(-1), ...shape.slice(1, -1)];
}
