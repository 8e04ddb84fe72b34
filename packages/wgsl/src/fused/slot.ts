import type { FusedOperation, InvolutionGeometry } from '@involution/core';
import { type Coordinate, takeApart } from '../coordinates.ts';
import { lines, plus, times } from '../text.ts';
import { axesAcrossRows, widthOf } from './axes.ts';
import { sizesOf } from './variant.ts';

/**
 * WGSL: the place of a slot: `batch`, its place on the axes across, its first `column` and, where slots have one, its `group`.
 * Slots follow one another as neighbours in memory do, across rows and images, so that a workgroup's share of them has neither a
 * width nor a height to choose.
 *
 * @param slot WGSL: its number among those of the whole call.
 */
export function slotPosition(operation: FusedOperation, g: InvolutionGeometry, slot: string): string {
  const group: Coordinate[] = operation === 'fusedGradSpan' ? [] : [['group', 'groups']];
  const pixel: Coordinate[] = [
    ['block', 'columnBlocks'],
    ...axesAcrossRows(g)
      .reverse()
      .map(({ target, name }): Coordinate => [target, `${sizesOf(operation)}${name}`]),
  ];
  return lines([
    takeApart(slot, g.dataFormat === 'channelsLast' ? [...group, ...pixel] : [...pixel, ...group]),
    `let column = ${plus(times('block', 4), operation === 'fusedGradInput' ? `uniforms.firstPadded - uniforms.pad${widthOf(g).name}` : 0)};`,
  ]);
}
