import type { AxisTaps } from '@involution/core';
import { type AxisLoop, type Direction, offsetsOf } from './direction.ts';
import type { Band, BandLoops } from './layout.ts';
import { loopsOf } from './loops.ts';
import { maxOf } from './max-of.ts';

/** Copied rows that are used together should stay in a core's cache. */
const MAX_BAND_BYTES = 256 * 1024;

/**
 * Loops that copy the source in bands of rows.
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
    if (bandRows > 1 && sliceCount * sliceBytes > MAX_BAND_BYTES) continue;
    const ofCopies: Direction = {
      ...direction,
      columns,
      rows: { ...rows, bytes: { ...rows.bytes, source: rowBytes } },
      // Slices that one of the target needs are copied after one another.
      depth: {
        ...depth,
        targets: depth.targets.map((first) => ({ ...first, source: 0 })),
        step: { ...depth.step, source: 1 },
        bytes: { ...depth.bytes, source: sliceBytes },
      },
    };
    return {
      ...loopsOf(ofCopies),
      sourceWidth: columns.sourceSize,
      bands: depth.targets.flatMap((slice) =>
        ranges.map(
          ({ first, rowCount, targets }): Band => ({
            source: offsetsOf(slice, depth).source + first * rows.bytes.source,
            first: first * rowBytes,
            ...{ rowCount, sliceCount: slice.count, targets },
          }),
        ),
      ),
      bandCount: depth.targets.length * ranges.length,
      sliceSourceStep: offsetsOf(depth.step, depth).source,
      sliceCopyStep: sliceBytes,
      copy: { bytes: sliceCount * sliceBytes },
    };
  }
}

/** Rows of a slice of the source. */
interface RowRange {
  first: number;
  rowCount: number;
  /** Rows of the target that need them. */
  targets: number;
}

/** The rows of the source that some rows of the target need. */
function rangeOf(targets: AxisTaps['targets'], step: number): RowRange {
  const inside = targets.filter(({ count }) => count > 0);
  const end = maxOf(inside, ({ source, count }) => source + (count - 1) * step + 1);
  const first = end - maxOf(inside, ({ source }) => end - source);
  return { first, rowCount: end - first, targets: targets.length };
}
