// Rows of kernels that are made a few at a time, in the order of their outputs, and kept in a ring for as long as rows of the
// target need them.
import type { Loops, Step } from './layout.ts';

/** The rows of kernels that a row of the target needs, from the first to the last of them. */
export interface NeededRows {
  first: number;
  last: number;
}

/** Rows of kernels that are made together, before a row of the target. */
export interface TileRows {
  before: number;
  first: number;
  count: number;
}

/** A ring of so many rows, and how it is filled. */
export interface Ring {
  size: number;
  tiles: TileRows[];
}

/**
 * The smallest ring of whole tiles that holds what each row of the target needs.
 *
 * @param needed Of each row of the target; `undefined` where it needs none.
 * @param all Rows of kernels.
 * @param together Rows of a tile.
 */
export function ringOf(needed: readonly (NeededRows | undefined)[], all: number, together: number): Ring {
  const tiles: TileRows[] = [];
  let made = 0;
  let size = together;
  needed.forEach((rows, before) => {
    if (!rows) return;
    for (; made <= rows.last; made += together) {
      tiles.push({ before, first: made, count: Math.min(together, all - made) });
    }
    // With gaps between taps a row may need an earlier one than the row before it, of what is made by then.
    size = Math.max(size, made - rows.first);
  });
  return { size: Math.ceil(size / together) * together, tiles };
}

/** Loops that find their weights in a ring of so many rows, where they counted them from the first of all rows. */
export function inRing<L extends Loops>(loops: L, size: number, rowBytes: number): L {
  const inside = (offset: number) => offset - Math.floor(offset / (size * rowBytes)) * size * rowBytes;
  const lists = new Map<string, Step[]>();
  const rows = loops.rows.map((row) => {
    let kernel = row.kernel;
    const steps = row.steps.slice(0, row.count).map(({ source, kernel: toNext }) => {
      const from = inside(kernel);
      kernel += toNext;
      // Behind the last tap there may be no row.
      return { source, kernel: inside(kernel) - from };
    });
    const key = JSON.stringify(steps);
    if (!lists.has(key)) lists.set(key, steps);
    return { ...row, kernel: inside(row.kernel), steps: lists.get(key)! };
  });
  return { ...loops, rows };
}
