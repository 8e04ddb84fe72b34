import { type AxisLoop, type Direction, ofCopy } from './direction.ts';
import type { BandLoops } from './layout.ts';
import { loopsOf, type TargetRow } from './loops.ts';
import { maxOf } from './max-of.ts';

/** Copied rows that are used together should stay in a core's cache. */
const MAX_BAND_BYTES = 256 * 1024;

/**
 * Loops that copy the source in bands of rows. With taps of depth a band is for all rows of a slice of the target: those
 * between two slices of the source are copied too, and with fewer rows would be so more often.
 *
 * @param rowBytes Of a copied row of the source.
 * @param columns Those of the copies.
 */
export function bandLoops(direction: Direction, rowBytes: number, columns: AxisLoop): BandLoops {
  const { depth, rows } = direction;
  const inCopy = (axis: AxisLoop) => ofCopy(axis, rows.bytes.source, rowBytes);
  const loops = loopsOf({ ...direction, depth: inCopy(depth), rows: inCopy(rows), columns });
  for (let bandRows = rows.targets.length; ; bandRows = Math.ceil(bandRows / 2)) {
    const bands: CopiedRows[] = [];
    for (let begin = 0; begin < loops.rows.length; begin += bandRows) {
      bands.push(copiedRows(loops.rows.slice(begin, begin + bandRows), rowBytes));
    }
    const bytes = maxOf(bands, (band) => band.bytes);
    if (depth.mostTaps > 1 || bandRows === 1 || bytes <= MAX_BAND_BYTES) {
      return {
        ...loops,
        rows: bands.flatMap(({ targets }) => targets),
        sourceWidth: columns.sourceSize,
        bands: bands.map(({ first, bytes, targets }) => ({
          source: (first / rowBytes) * rows.bytes.source,
          rowCount: bytes / rowBytes,
          targets: targets.length,
        })),
        copy: { bytes },
      };
    }
  }
}

/** Rows of the source, in bytes of copied ones. */
interface CopiedRows {
  first: number;
  bytes: number;
  /** The rows of the target that need them, with sources from the first of them. */
  targets: readonly TargetRow[];
}

function copiedRows(targets: readonly TargetRow[], rowBytes: number): CopiedRows {
  const inside = targets.filter(({ count }) => count > 0);
  const end = maxOf(inside, ({ last }) => last + rowBytes);
  const first = end - maxOf(inside, ({ source }) => end - source);
  return { first, bytes: end - first, targets: targets.map((row) => ({ ...row, source: row.source - first })) };
}
