import { type Axis, sizeOf, tapOffset } from '@involution/core';
import { FLOAT } from './units.ts';

/** What a window reads of a channel as it slides over it. */
export interface SlidingWindow {
  /** Whether what is read for each position is that position alone. */
  readonly isPointwise: boolean;
  /** Whether it reads padding, too. */
  readonly isPadded: boolean;
  /** Of y. */
  readonly positions: number;
  readonly taps: number;
  /** Numbers of a channel of x, and of one with its padding. */
  readonly size: number;
  readonly paddedSize: number;
  /** Where x's rows begin in a channel with its padding, in bytes, and how many numbers they have. */
  readonly rows: Int32Array;
  readonly rowLength: number;
  /**
   * Distances in bytes, in a channel with its padding: of the taps from the first one, then of each position's first tap from the
   * beginning. The last is repeated up to a multiple of eight.
   */
  readonly table: Int32Array;
  /** How many taps are no padding, at each position, as often. */
  readonly counts: Float32Array;
}

/** Positions that kernels look up at a time. */
const TOGETHER = 8;

/** A window over the spatial axes of x; without axes, there is one position. */
export function slidingWindow(axes: readonly Axis[]): SlidingWindow {
  const paddedSizes = axes.map(({ inSize, padBefore, padAfter }) => padBefore + inSize + padAfter);
  const grid = (along: (axis: Axis, k: number) => Along) => gridOf(paddedSizes, axes.map(along));
  const taps = grid(({ kernelSize, dilation }) => ({ count: kernelSize, step: dilation }));
  const positions = grid(({ outSize, stride }) => ({ count: outSize, step: stride }));
  const isLast = (k: number) => k === axes.length - 1;
  const rows = grid(({ inSize, padBefore }, k) => ({ first: padBefore, count: isLast(k) ? 1 : inSize, step: 1 }));
  const [size, paddedSize] = [sizeOf(axes.map(({ inSize }) => inSize)), sizeOf(paddedSizes)];
  const counts = axes.reduce(
    (before, axis) => before.flatMap((count) => countsAlong(axis).map((each) => count * each)),
    [1],
  );
  return {
    isPointwise: taps.length === 1 && positions.length === size && paddedSize === size,
    isPadded: paddedSize > size,
    positions: positions.length,
    taps: taps.length,
    size,
    paddedSize,
    rows: inBytes(rows),
    rowLength: axes.at(-1)?.inSize ?? 1,
    table: inBytes([...taps, ...completed(positions)]),
    counts: Float32Array.from(completed(counts)),
  };
}

/** With the last one repeated. */
function completed(numbers: readonly number[]): number[] {
  return [...numbers, ...Array.from({ length: -numbers.length & (TOGETHER - 1) }, () => numbers.at(-1)!)];
}

function inBytes(offsets: readonly number[]): Int32Array {
  return Int32Array.from(offsets, (offset) => offset * FLOAT);
}

/** How many taps along an axis are no padding, at each position. */
function countsAlong(axis: Axis): number[] {
  const taps = Array.from({ length: axis.kernelSize }, (_, tap) => tapOffset(axis, tap));
  return Array.from({ length: axis.outSize }, (_, position) => {
    const first = position * axis.stride;
    return taps.filter((tap) => first + tap >= 0 && first + tap < axis.inSize).length;
  });
}

/** Positions along an axis. */
interface Along {
  readonly first?: number;
  readonly count: number;
  readonly step: number;
}

/** Positions in a plane of some sizes that are a grid, in its order. */
function gridOf(sizes: readonly number[], axes: readonly Along[]): number[] {
  let offsets = [0];
  axes.forEach(({ first = 0, count, step }, k) => {
    const along = Array.from({ length: count }, (_, index) => first + index * step);
    offsets = offsets.flatMap((offset) => along.map((each) => offset * sizes[k]! + each));
  });
  return offsets;
}
