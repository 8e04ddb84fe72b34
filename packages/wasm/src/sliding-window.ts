import { type Axis, sizeOf, tapsOfOutput } from '@involution/core';
import { FLOAT } from './units.ts';

/** Positions that kernels look up at a time. */
const TOGETHER = 8;

/** What a window reads of a channel as it slides over the spatial axes of x; without axes, there is one position. */
export class SlidingWindow {
  readonly #axes: readonly Axis[];
  readonly #paddedSizes: readonly number[];
  #rows: Int32Array | undefined;
  #table: Int32Array | undefined;
  #tableOfMeans: Int32Array | undefined;
  /** Of y. */
  readonly positions: number;
  readonly taps: number;
  /** Numbers of a channel of x, and of one with its padding. */
  readonly size: number;
  readonly paddedSize: number;
  /** How many numbers a row of x has. */
  readonly rowLength: number;

  constructor(axes: readonly Axis[]) {
    this.#axes = axes;
    this.#paddedSizes = axes.map(({ inSize, padBefore, padAfter }) => padBefore + inSize + padAfter);
    this.positions = sizeOf(axes.map(({ outSize }) => outSize));
    this.taps = sizeOf(axes.map(({ kernelSize }) => kernelSize));
    this.size = sizeOf(axes.map(({ inSize }) => inSize));
    this.paddedSize = sizeOf(this.#paddedSizes);
    this.rowLength = axes.at(-1)?.inSize ?? 1;
  }

  /** Whether what is read for each position is that position alone. */
  get isPointwise(): boolean {
    return this.taps === 1 && this.positions === this.size && !this.isPadded;
  }

  /** Whether it reads padding, too. */
  get isPadded(): boolean {
    return this.paddedSize > this.size;
  }

  /** Where x's rows begin in a channel with its padding, in bytes. */
  get rows(): Int32Array {
    const last = this.#axes.length - 1;
    this.#rows ??= inBytes(
      this.#grid(({ inSize, padBefore }, k) => ({ first: padBefore, count: k === last ? 1 : inSize, step: 1 })),
    );
    return this.#rows;
  }

  /**
   * Distances in bytes, in a channel with its padding: of the taps from the first one, then of each position's first tap from the
   * beginning. The last is repeated up to a multiple of eight.
   */
  get table(): Int32Array {
    this.#table ??= inBytes([
      ...this.#grid(({ kernelSize, dilation }) => ({ count: kernelSize, step: dilation })),
      ...completed(this.#grid(({ outSize, stride }) => ({ count: outSize, step: stride }))),
    ]);
    return this.#table;
  }

  /** The table, and behind it for each of its positions how many taps are no padding, as the bits of float32. */
  get tableOfMeans(): Int32Array {
    this.#tableOfMeans ??= Int32Array.from([...this.table, ...bitsOf(completed(this.#counts()))]);
    return this.#tableOfMeans;
  }

  #counts(): number[] {
    return this.#axes.reduce(
      (before, axis) => {
        const { targets } = tapsOfOutput(axis);
        return before.flatMap((each) => targets.map(({ count }) => each * count));
      },
      [1],
    );
  }

  /** Positions in a channel with its padding that are a grid, in its order. */
  #grid(along: (axis: Axis, k: number) => Along): number[] {
    return this.#axes.reduce(
      (offsets, axis, k) => {
        const { first = 0, count, step } = along(axis, k);
        const steps = Array.from({ length: count }, (_, index) => first + index * step);
        return offsets.flatMap((offset) => steps.map((each) => offset * this.#paddedSizes[k]! + each));
      },
      [0],
    );
  }
}

/** Positions along an axis. */
interface Along {
  readonly first?: number;
  readonly count: number;
  readonly step: number;
}

/** With the last one repeated. */
function completed(numbers: readonly number[]): number[] {
  return [...numbers, ...Array.from({ length: -numbers.length & (TOGETHER - 1) }, () => numbers.at(-1)!)];
}

function inBytes(offsets: readonly number[]): Int32Array {
  return Int32Array.from(offsets, (offset) => offset * FLOAT);
}

function bitsOf(numbers: readonly number[]): Int32Array {
  return new Int32Array(Float32Array.from(numbers).buffer);
}
