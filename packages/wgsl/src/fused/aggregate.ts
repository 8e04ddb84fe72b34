import { type FusedGeometry, tapCount } from '@involution/core';
import { isInput, rowAt, rowAxesOf, rowsOf, widthOf } from '../axes.ts';
import { columnsUnderOutputs } from '../columns.ts';
import { declareSums, storeSums } from '../gather.ts';
import { load, zeroOf } from '../lanes.ts';
import { each, lines, plus, times } from '../text.ts';
import type { FusedLayout } from './layout.ts';
import { slotPosition } from './slot.ts';
import { FUSED_WORKGROUP_SIZE, type FusedVariant } from './variant.ts';

/**
 * y of a workgroup's slots, as the forward program has it, but with weights out of `weights`: an invocation computes a slot's
 * columns for one step of its group's channels.
 */
export function aggregateText(g: FusedGeometry, variant: FusedVariant, layout: FusedLayout): string {
  const rows = rowAxesOf(g, 'out');
  const width = widthOf(g);
  const { slots, pixels } = variant;
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
        ${lines(rows.map(({ suffix, row, stride, pad }) => `let top${suffix} = ${times(row, stride)} - uniforms.${pad};`))}
        let left = ${times('column', width.stride)} - uniforms.padLeft;
        let xGroup = batch * uniforms.xBatch + group * uniforms.xGroup + ${times('channel', layout.x.blockStep)};
        ${declareSums(pixels, layout.y)}
        for (var u = 0; u < ${rowsOf(g, 'kernelSize')}; u++) {
          ${lines(rows.map(({ suffix, tap, dilation }) => `let h${suffix} = top${suffix} + ${times(tap, dilation)};`))}
          if (${isInput(rows)}) {
            let xRow = xGroup + ${rowAt(rows, 'h')} * uniforms.xRow;
            let tapRow = slot * ${tapCount(g)} + ${times('u', width.kernelSize)};
            ${variant.isUnrolled ? unrolledColumns(g, variant, layout) : columnLoop(g, variant, layout)}
          }
        }
        ${storeSums(
          pixels,
          (w) => `${w} < uniforms.outWidth`,
          `batch * uniforms.yBatch + row * uniforms.yRow + group * uniforms.yGroup + ${times('channel', layout.y.blockStep)}`,
          layout.yColumn,
          layout.y,
        )}
      }
    }
  `;
}

const PARTS = ['x', 'y', 'z', 'w'] as const;

/** Both factors become 0 outside of x, as those of `addProducts` do. */
function unrolledColumns(g: FusedGeometry, { pixels, lanes }: FusedVariant, layout: FusedLayout): string {
  const width = widthOf(g);
  const columns = columnsUnderOutputs(width, pixels).map(
    ({ offset, products }) => `
      {
        let w = ${plus('left', offset)};
        let nearest = clamp(w, 0, uniforms.inWidth - 1);
        let value = select(${zeroOf(lanes)}, ${load('x', `xRow + ${times('nearest', layout.xColumn)}`, layout.x)}, w == nearest);
        ${lines(
          products.map(
            ({ pixel, tap }) => `sum${pixel} += value * select(0.0, weight${tap}.${PARTS[pixel]}, w == nearest);`,
          ),
        )}
      }
    `,
  );
  return lines([each(width.kernelSize, (v) => `let weight${v} = weights[${plus('tapRow', v)}];`), ...columns]);
}

function columnLoop(g: FusedGeometry, { pixels }: FusedVariant, layout: FusedLayout): string {
  const width = widthOf(g);
  return `
    for (var v = 0; v < ${width.kernelSize}; v++) {
      let weight = weights[tapRow + v];
      ${each(
        pixels,
        (p) => `
          {
            let w = ${plus('left', p * width.stride)} + ${times('v', width.dilation)};
            if (w >= 0 && w < uniforms.inWidth) {
              sum${p} += ${load('x', `xRow + ${times('w', layout.xColumn)}`, layout.x)} * weight.${PARTS[p]};
            }
          }
        `,
      )}
    }
  `;
}
