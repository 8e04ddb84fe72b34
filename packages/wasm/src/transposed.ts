import { bandFields } from './band.ts';
import { type Direction, FLOAT } from './plan.ts';
import type { Field } from './words.ts';

/** The fields of `TransposedWalk` beyond those of `Walk`. */
export function transposedFields(direction: Direction): Field[] {
  const { geometry, sourceWidth, targetWidth } = direction;
  const pixel = geometry.channelsPerGroup;
  return [...bandFields(direction, sourceWidth * pixel), { bytes: targetWidth * pixel * FLOAT }];
}
