import { bandLoops } from './bands.ts';
import { type Direction, ofCopy } from './direction.ts';
import type { TransposedLoops } from './layout.ts';
import { type Layout, layOut } from './structure.ts';
import { FLOAT } from './units.ts';

/** The layout of loops over transposed copies. */
export function transposedLayout(direction: Direction): Layout {
  return layOut<TransposedLoops>(transposedLoops(direction, direction.geometry.channelsPerGroup));
}

/** Loops over transposed copies of so many channels. */
export function transposedLoops(direction: Direction, channels: number): TransposedLoops {
  const { columns } = direction;
  const pixel = channels * FLOAT;
  const ofCopies = { ...ofCopy(columns, FLOAT, pixel), targetBytes: pixel };
  const targetCopy = { bytes: columns.targets.length * pixel };
  return { ...bandLoops(direction, columns.sourceSize * pixel, ofCopies), targetCopy };
}
