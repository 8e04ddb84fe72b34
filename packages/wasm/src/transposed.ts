import { bandLoops } from './bands.ts';
import { type Direction, FLOAT } from './direction.ts';
import type { TransposedLoops } from './layout.ts';
import { type Layout, layOut } from './structure.ts';

/** The layout of loops over transposed copies. */
export function transposedLayout(direction: Direction): Layout {
  const { geometry, rows, columns } = direction;
  const pixel = geometry.channelsPerGroup * FLOAT;
  const rowBytes = columns.sourceSize * pixel;
  const ofCopies: Direction = {
    ...direction,
    rows: { ...rows, bytes: { ...rows.bytes, source: rowBytes } },
    columns: { ...columns, targetBytes: pixel, bytes: { ...columns.bytes, source: pixel } },
  };
  const targetCopy = { bytes: columns.targets.length * pixel };
  return layOut<TransposedLoops>({ ...bandLoops(ofCopies, rowBytes), targetCopy });
}
