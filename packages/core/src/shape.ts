import { unexpected } from './errors.ts';
import type { DataFormat } from './options.ts';
import { AXIS_NAMES } from './validation.ts';

/** A shape by the names of its axes. */
export interface NamedShape {
  batchSize: number;
  /** Sizes of the spatial axes, outermost first. */
  spatial: readonly number[];
  channels: number;
}

/** Spatial axes that an involution can have. */
export const MAX_SPATIAL_AXES = 3;

/**
 * The number of spatial axes of a feature map.
 *
 * @throws InvolutionError `INVALID_SHAPE` unless the shape has 1 to 3 of them beside batch and channels.
 */
export function spatialRank(argument: string, shape: readonly number[]): number {
  const rank = Array.isArray(shape) ? shape.length - 2 : 0;
  if (rank >= 1 && rank <= MAX_SPATIAL_AXES) return rank;
  throw unexpected('INVALID_SHAPE', argument, shape, 'a shape of rank 3, 4 or 5: N, one to three spatial sizes and C');
}

/**
 * Reads a shape by the names of its axes.
 *
 * @param rank Number of spatial axes that it must have.
 * @throws InvolutionError `INVALID_SHAPE`.
 */
export function splitShape(
  argument: string,
  shape: readonly number[],
  rank: number,
  dataFormat: DataFormat,
): NamedShape {
  const isValid =
    Array.isArray(shape) && shape.length === rank + 2 && shape.every((size) => Number.isSafeInteger(size) && size > 0);
  if (!isValid || !Number.isSafeInteger(sizeOf(shape))) {
    const spatial = AXIS_NAMES[rank]!.map((name) => name[0]!.toUpperCase());
    const axes = dataFormat === 'channelsLast' ? ['N', ...spatial, 'C'] : ['N', 'C', ...spatial];
    throw unexpected('INVALID_SHAPE', argument, shape, `${rank + 2} positive integers [${axes.join(', ')}]`);
  }
  const [batchSize, ...others] = shape as [number, ...number[]];
  return dataFormat === 'channelsLast'
    ? { batchSize, spatial: others.slice(0, -1), channels: others.at(-1)! }
    : { batchSize, spatial: others.slice(1), channels: others[0]! };
}

/** The inverse of {@link splitShape}. */
export function joinShape({ batchSize, spatial, channels }: NamedShape, dataFormat: DataFormat): number[] {
  return dataFormat === 'channelsLast' ? [batchSize, ...spatial, channels] : [batchSize, channels, ...spatial];
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Whether two shapes are equal. */
export function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
