import type { InvolutionGeometry } from '@involution/core';
import { type Coordinate, takeApart } from '../coordinates.ts';
import { lines, times } from '../text.ts';
import { axesAcrossRows } from './axes.ts';

/**
 * WGSL: the place of a slot: `batch`, its place on the axes across, its first `column` and `group`. Slots follow one another
 * as neighbours in memory do, across rows and images, so that a workgroup's share of them has neither a width nor a height to
 * choose.
 *
 * @param slot WGSL: its number among those of the whole call.
 */
export function slotPosition(g: InvolutionGeometry, slot: string): string {
  const group: Coordinate = ['group', 'groups'];
  const pixel: Coordinate[] = [
    ['block', 'columnBlocks'],
    ...axesAcrossRows(g)
      .reverse()
      .map(({ target, name }): Coordinate => [target, `out${name}`]),
  ];
  return lines([
    takeApart(slot, g.dataFormat === 'channelsLast' ? [group, ...pixel] : [...pixel, group]),
    `let column = ${times('block', 4)};`,
  ]);
}
