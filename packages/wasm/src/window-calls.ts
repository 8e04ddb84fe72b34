// Convolutions and pools as calls of their kernels, which are independent of each other.
import type { Axis } from '@involution/core';
import type { Block } from './block.ts';
import type { SlidingWindow } from './sliding-window.ts';
import { align } from './structure.ts';
import { FLOAT } from './units.ts';

/** A convolution with channels first, as `convolution` of `loadForwardWasm` computes it. */
export interface Convolution {
  readonly batchSize: number;
  /** Of x. */
  readonly channels: number;
  /** Of y. */
  readonly outputChannels: number;
  /** The spatial axes of x. */
  readonly axes: readonly Axis[];
  /** `[outputChannels, channels, …taps of each axis]`, from `putWeights`. */
  readonly weights: Block;
  /** `[outputChannels]` */
  readonly bias: Block;
  /** Of y's shape, which is added to y. Default: none. */
  readonly addend?: Block;
  /** Whether negative numbers become 0, at last. */
  readonly isRectified: boolean;
}

/** A pool with channels first, as `pool` of `loadForwardWasm` computes it. */
export interface Pool {
  /** The greatest number of each window, or the mean of those that are no padding. */
  readonly of: 'maximum' | 'mean';
  /** Of all batch entries together. */
  readonly channels: number;
  /** The spatial axes of x. */
  readonly axes: readonly Axis[];
}

/** Calls of one kernel. */
export interface WindowCalls {
  readonly calls: readonly (readonly number[])[];
  /** Which of the arguments is scratch memory. */
  readonly scratch: number;
  readonly scratchBytes: number;
  /** What scratch memory begins with. */
  readonly words: Int32Array;
}

/** How a call is divided. */
export interface Division {
  /** Rows of weights that are summed at a time. */
  readonly rowsTogether: number;
  /** Parts, at most. */
  readonly mostParts: number;
}

/** Bytes of x that are taken at a time: as many as stay in a core's second cache. */
const MAX_PANELS_BYTES = 262144;
/** Positions of a panel. */
const PANEL = 8;

const NO_WORDS = new Int32Array(0);

/** Calls of `convolve`, of x with its padding. */
export function convolutionCalls(
  x: Block,
  y: Block,
  { batchSize, channels, outputChannels, weights, bias, addend, isRectified }: Convolution,
  window: SlidingWindow,
  { rowsTogether, mostParts }: Division,
): WindowCalls {
  const { positions, paddedSize } = window;
  const depth = channels * window.taps;
  const most = PANEL * Math.max(1, Math.floor(MAX_PANELS_BYTES / (PANEL * depth * FLOAT)));
  // Of the two, what is more can be divided more evenly, and less is read twice.
  const byRows = outputChannels > positions;
  const together = Math.min(most, byRows ? positions : inParts(positions, mostParts, PANEL));
  const rows = byRows ? inParts(outputChannels, mostParts, rowsTogether) : outputChannels;
  const words = window.isPointwise ? NO_WORDS : window.table;
  const panels = align(words.byteLength);
  const calls: number[][] = [];
  for (let n = 0; n < batchSize; n++) {
    for (let first = 0; first < positions; first += together) {
      const ofX = (n * channels * paddedSize + (window.isPointwise ? first : 0)) * FLOAT;
      for (let row = 0; row < outputChannels; row += rows) {
        const ofY = ((n * outputChannels + row) * positions + first) * FLOAT;
        calls.push([
          rowsTogether,
          Math.min(rows, outputChannels - row),
          Math.min(together, positions - first),
          depth,
          positions * FLOAT,
          paddedSize * FLOAT,
          window.isPointwise ? 0 : window.taps,
          first,
          x.offset + ofX,
          weights.offset + row * depth * FLOAT,
          bias.offset + row * FLOAT,
          addend ? addend.offset + ofY : 0,
          Number(isRectified),
          0,
          panels,
          y.offset + ofY,
        ]);
      }
    }
  }
  const scratchBytes = panels + PANEL * Math.ceil(together / PANEL) * depth * FLOAT;
  return { calls, scratch: 13, scratchBytes, words };
}

/** Calls of `pool`, of x with its padding. */
export function poolCalls(
  x: Block,
  y: Block,
  { of, channels }: Pool,
  window: SlidingWindow,
  { mostParts }: Division,
): WindowCalls {
  const isMean = of === 'mean';
  const { positions, taps, paddedSize } = window;
  const words = isMean ? window.tableOfMeans : window.table;
  const calls = byChannels(channels, mostParts, (first, count) => [
    Number(isMean),
    count,
    positions,
    taps,
    paddedSize * FLOAT,
    x.offset + first * paddedSize * FLOAT,
    0,
    y.offset + first * positions * FLOAT,
  ]);
  return { calls, scratch: 6, scratchBytes: words.byteLength, words };
}

/**
 * Calls of `pad`, which makes of x one with its padding.
 *
 * @param channels Of all batch entries together.
 */
export function padCalls(
  x: Block,
  y: Block,
  channels: number,
  padding: number,
  { size, paddedSize, rows, rowLength }: SlidingWindow,
  { mostParts }: Division,
): WindowCalls {
  const bits = new Int32Array(Float32Array.of(padding).buffer)[0]!;
  const calls = byChannels(channels, mostParts, (first, count) => [
    count,
    rows.length,
    rowLength * FLOAT,
    paddedSize * FLOAT,
    bits,
    x.offset + first * size * FLOAT,
    0,
    y.offset + first * paddedSize * FLOAT,
  ]);
  return { calls, scratch: 6, scratchBytes: rows.byteLength, words: rows };
}

function byChannels(channels: number, mostParts: number, call: (first: number, count: number) => number[]): number[][] {
  const together = inParts(channels, mostParts, 1);
  const calls: number[][] = [];
  for (let first = 0; first < channels; first += together) {
    calls.push(call(first, Math.min(together, channels - first)));
  }
  return calls;
}

/** How many make one of so many parts, as a multiple of a number. */
function inParts(count: number, parts: number, multiple: number): number {
  return multiple * Math.ceil(count / parts / multiple);
}
