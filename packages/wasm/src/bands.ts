import type { AxisTaps } from '@involution/core';
import type { AxisLoop, Direction } from './direction.ts';
import type { BandLoops } from './layout.ts';
import { loopsOf } from './loops.ts';
import { maxOf } from './max-of.ts';

/** Copied rows that are used together should stay in a core's cache. */
const MAX_BAND_BYTES = 256 * 1024;

/**
 * Loops that copy the source in bands of rows, of all slices that a slice of the target needs.
 *
 * @param rowBytes Of a copied row of the source.
 * @param columns Those of the copies.
 */
export function bandLoops(direction: Direction, rowBytes: number, columns: AxisLoop): BandLoops {
  const { depth, rows } = direction;
  const sliceCount = maxOf(depth.targets, ({ count }) => count);
  for (let bandRows = rows.targets.length; ; bandRows = Math.ceil(bandRows / 2)) {
    const ranges: RowRange[] = [];
    for (let begin = 0; begin < rows.targets.length; begin += bandRows) {
      ranges.push(rangeOf(rows.targets.slice(begin, begin + bandRows), rows.step.source));
    }
    const sliceBytes = maxOf(ranges, ({ rowCount }) => rowCount) * rowBytes;
    const bytes = sliceCount * sliceBytes;
    if (bandRows > 1 && bytes > MAX_BAND_BYTES) continue;
    const ofCopies: Direction = {
      ...direction,
      columns,
      rows: {
        ...rows,
        targets: ranges.flatMap(({ targets }) => targets),
        bytes: { ...rows.bytes, source: rowBytes },
      },
      depth: {
        ...depth,
        targets: depth.targets.map((first) => ({ ...first, source: 0 })),
        step: { ...depth.step, source: 1 },
        bytes: { ...depth.bytes, source: sliceBytes },
      },
    };
    const bands = depth.targets.flatMap((slice) =>
      ranges.flatMap(({ first, rowCount, targets }) =>
        // Also without a slice there are rows of the target.
        Array.from({ length: slice.count || 1 }, (_, k) => ({
          source: (slice.source + k * depth.step.source) * depth.bytes.source + first * rows.bytes.source,
          offset: k * sliceBytes,
          rowCount,
          targets: k + 1 < slice.count ? 0 : targets.length,
        })),
      ),
    );
    return {
      ...loopsOf(ofCopies),
      sourceWidth: columns.sourceSize,
      bands,
      bandCount: bands.length,
      copy: { bytes },
    };
  }
}

/** Rows of a slice of the source. */
interface RowRange {
  first: number;
  rowCount: number;
  /** The rows of the target that need them, with sources from the first of them. */
  targets: AxisTaps['targets'];
}

/** The rows of the source that some rows of the target need. */
function rangeOf(targets: AxisTaps['targets'], step: number): RowRange {
  const inside = targets.filter(({ count }) => count > 0);
  const end = maxOf(inside, ({ source, count }) => source + (count - 1) * step + 1);
  const first = end - maxOf(inside, ({ source }) => end - source);
  const fromFirst = targets.map((target) => ({ ...target, source: target.source - first }));
  return { first, rowCount: end - first, targets: fromFirst };
}
