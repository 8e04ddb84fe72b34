import { bandLoops } from './bands.ts';
import { type Direction, FLOAT, ofCopy } from './direction.ts';
import type { TransposedLoops } from './layout.ts';
import { type Layout, layOut } from './structure.ts';

/** The layout of loops over transposed copies. */
export function transposedLayout(direction: Direction): Layout {
  const { geometry, columns } = direction;
  const pixel = geometry.channelsPerGroup * FLOAT;
  const ofCopies = { ...ofCopy(columns, FLOAT, pixel), targetBytes: pixel };
  const targetCopy = { bytes: columns.targets.length * pixel };
  return layOut<TransposedLoops>({ ...bandLoops(direction, columns.sourceSize * pixel, ofCopies), targetCopy });
}
