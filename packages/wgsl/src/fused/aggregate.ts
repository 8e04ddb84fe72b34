import { type FusedGeometry, tapCount } from '@involution/core';
import { areWithin, tapParts, tapsAcross } from '../axes.ts';
import { sourcesUnderOutputs } from '../sources.ts';
import { addProducts, addressAt, declareSums, storeSums } from '../sums.ts';
import { each, lines, plus, times } from '../text.ts';
import { axesAcrossRows, widthOf } from './axes.ts';
import type { FusedLayout } from './layout.ts';
import { slotPosition } from './slot.ts';
import { FUSED_WORKGROUP_SIZE, type FusedVariant } from './variant.ts';

/**
 * y of a workgroup's slots, as the forward program has it, but with weights out of `weights`: an invocation computes a slot's
 * columns for one step of its group's channels.
 */
export function aggregateText(g: FusedGeometry, variant: FusedVariant, layout: FusedLayout): string {
  const across = axesAcrossRows(g);
  const width = widthOf(g);
  const taps = tapParts(across);
  const { slots, pixels } = variant;
  const channels = (array: 'x' | 'y') =>
    `batch * uniforms.${array}Batch + group * uniforms.${array}Group + ${layout.channelAt(array)}`;
  // Neighbouring invocations read neighbouring memory.
  const [slot, channel] =
    g.dataFormat === 'channelsLast'
      ? ['item / uniforms.channelBlocksInGroup', 'item % uniforms.channelBlocksInGroup']
      : [`item % ${slots}`, `item / ${slots}`];
  return `
    for (var item = local; item < ${slots} * uniforms.channelBlocksInGroup; item += ${FUSED_WORKGROUP_SIZE}) {
      let slot = ${slot};
      let channel = ${channel};
      if (firstSlot + slot < uniforms.slots) {
        ${slotPosition(g, 'firstSlot + slot')}
        ${lines([...across, width].map(({ start, target, stride, name }) => `let ${start} = ${times(target, stride)} - uniforms.pad${name};`))}
        let xGroup = ${channels('x')};
        ${declareSums(pixels, layout.y)}
        for (var tap = 0; tap < ${tapsAcross(across)}; tap++) {
          ${lines(across.map(({ source, start, dilation }, k) => `let ${source} = ${start} + ${times(taps[k]!, dilation)};`))}
          if (${areWithin(across, 'in')}) {
            let xLine = ${addressAt('xGroup', 'x', across, 'source', layout)};
            let tapLine = slot * ${tapCount(g)} + ${times('tap', width.kernelSize)};
            ${variant.isUnrolled ? writtenOut(g, variant, layout) : tapLoop(g, variant, layout)}
          }
        }
        ${storeSums(
          pixels,
          width.target,
          (place) => `${place} < uniforms.out${width.name}`,
          addressAt(channels('y'), 'y', across, 'target', layout),
          layout.step('y', width),
          layout.y,
        )}
      }
    }
  `;
}

const PARTS = ['x', 'y', 'z', 'w'] as const;

function writtenOut(g: FusedGeometry, { pixels }: FusedVariant, layout: FusedLayout): string {
  const width = widthOf(g);
  const { source, start, name } = width;
  const all = sourcesUnderOutputs(width, pixels).map(({ offset, products }) => {
    const weighted = products.map(({ pixel, tap }) => ({ pixel, weight: `weight${tap}.${PARTS[pixel]}` }));
    return `
      {
        let ${source} = ${plus(start, offset)};
        let nearest = clamp(${source}, 0, uniforms.in${name} - 1);
        ${addProducts('x', `xLine + ${times('nearest', layout.step('x', width))}`, weighted, layout, `${source} == nearest`)}
      }
    `;
  });
  return lines([each(width.kernelSize, (v) => `let weight${v} = weights[${plus('tapLine', v)}];`), ...all]);
}

function tapLoop(g: FusedGeometry, { pixels }: FusedVariant, layout: FusedLayout): string {
  const width = widthOf(g);
  const { source, start, stride, dilation, kernelSize } = width;
  const product = (pixel: number) => ({ pixel, weight: `weight.${PARTS[pixel]}` });
  return `
    for (var v = 0; v < ${kernelSize}; v++) {
      let weight = weights[tapLine + v];
      ${each(
        pixels,
        (p) => `
          {
            let ${source} = ${plus(start, p * stride)} + ${times('v', dilation)};
            if (${areWithin([width], 'in')}) {
              ${addProducts('x', `xLine + ${times(source, layout.step('x', width))}`, [product(p)], layout)}
            }
          }
        `,
      )}
    }
  `;
}
