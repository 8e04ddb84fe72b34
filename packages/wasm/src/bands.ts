import type { AxisTaps } from '@involution/core';
import type { Direction } from './direction.ts';
import type { Band, BandLoops } from './layout.ts';
import { loopsOf } from './loops.ts';
import { maxOf } from './max-of.ts';

/** Copied rows that are used together should stay in a core's cache. */
const MAX_BAND_BYTES = 256 * 1024;

/**
 * Loops that copy the source in bands of rows.
 *
 * @param rowBytes Of a copied row of the source.
 */
export function bandLoops(direction: Direction, rowBytes: number): BandLoops {
  const { targets, step } = direction.rows;
  for (let bandRows = targets.length; ; bandRows = Math.ceil(bandRows / 2)) {
    const bands: Band[] = [];
    for (let begin = 0; begin < targets.length; begin += bandRows) {
      bands.push(bandOf(targets.slice(begin, begin + bandRows), step.source));
    }
    const bytes = maxOf(bands, ({ rowCount }) => rowCount) * rowBytes;
    if (bandRows === 1 || bytes <= MAX_BAND_BYTES) {
      return { ...loopsOf(direction), sourceWidth: direction.columns.sourceSize, bandRows, bands, copy: { bytes } };
    }
  }
}

/** The rows of the source that some rows of the target need. */
function bandOf(targets: AxisTaps['targets'], step: number): Band {
  const inside = targets.filter(({ count }) => count > 0);
  const end = maxOf(inside, ({ source, count }) => source + (count - 1) * step + 1);
  const first = end - maxOf(inside, ({ source }) => end - source);
  return { first, rowCount: end - first };
}
