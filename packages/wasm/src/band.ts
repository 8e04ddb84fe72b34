import type { AxisTaps } from '@involution/core';
import { type Direction, FLOAT } from './plan.ts';
import type { Field } from './words.ts';

/** Copied rows that are used together should stay in a core's cache. */
const BAND_BYTES = 256 * 1024;

/**
 * The fields of `BandWalk` beyond those of `Walk`.
 *
 * @param rowFloats Of a copied row of the source.
 */
export function bandFields({ sourceWidth, rows: { targets, step } }: Direction, rowFloats: number): Field[] {
  for (let bandRows = targets.length; ; bandRows = Math.ceil(bandRows / 2)) {
    const bands = Array.from({ length: Math.ceil(targets.length / bandRows) }, (_, k) =>
      sourceRowsOf(targets.slice(k * bandRows, (k + 1) * bandRows), step.source),
    );
    const bytes = Math.max(...bands.map(([, rows]) => rows)) * rowFloats * FLOAT;
    if (bandRows === 1 || bytes <= BAND_BYTES) return [sourceWidth, bandRows, bands.flat(), { bytes }];
  }
}

/** The first row of the source that a band of the target needs, and how many. */
function sourceRowsOf(targets: AxisTaps['targets'], step: number): [first: number, rows: number] {
  const inside = targets.filter(({ count }) => count > 0);
  if (inside.length === 0) return [0, 0];
  const first = Math.min(...inside.map(({ source }) => source));
  return [first, Math.max(...inside.map(({ source, count }) => source + (count - 1) * step)) - first + 1];
}
