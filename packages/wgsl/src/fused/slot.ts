import type { InvolutionGeometry } from '@involution/core';
import { rowCount } from '../axes.ts';
import { decompose, lines, times } from '../text.ts';

/**
 * WGSL: the place of a slot: `batch`, `row`, its first `column` and `group`. Slots follow one another as neighbours in memory
 * do, across rows and images, so that a workgroup's share of them has neither a width nor a height to choose.
 *
 * @param slot WGSL: its number among those of the whole call.
 */
export function slotPosition(g: InvolutionGeometry, slot: string): string {
  const group = ['group', 'uniforms.groups'] as const;
  const pixel = [
    ['block', 'uniforms.columnBlocks'],
    ['row', rowCount(g, 'out')],
  ] as const;
  const batch = ['batch', ''] as const;
  return lines([
    decompose(slot, g.dataFormat === 'channelsLast' ? [group, ...pixel, batch] : [...pixel, group, batch]),
    `let column = ${times('block', 4)};`,
  ]);
}
