import { type FusedGeometry, tapCount } from '@involution/core';
import { tapParts, tapsAcross } from '../axes.ts';
import { isSource, quotient, sourceOf, startOf, stepOf } from '../gather.ts';
import { addProducts, addressAt, declareSums, storeSums } from '../sums.ts';
import { each, lines, plus, times } from '../text.ts';
import { axesAcrossRows, widthOf } from './axes.ts';
import { type FusedGatherOperation, fusedGatherOf, sourcesOf } from './gathers.ts';
import type { FusedLayout } from './layout.ts';
import { slotPosition } from './slot.ts';
import { FUSED_WORKGROUP_SIZE, type FusedVariant } from './variant.ts';

/**
 * y of a workgroup's slots, or the gradient for x, as `gatherBody` has it, but with weights out of `weights`: an invocation
 * computes a slot's columns for one step of its group's channels.
 */
export function aggregateText(
  operation: FusedGatherOperation,
  g: FusedGeometry,
  variant: FusedVariant,
  layout: FusedLayout,
): string {
  const gather = fusedGatherOf(operation);
  const { isForward, from, to, target } = gather;
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
        ${slotPosition(operation, g, 'firstSlot + slot')}
        ${lines([...across, width].map((axis) => startOf(gather, axis)))}
        let sourceGroup = ${channels(from)};
        ${declareSums(pixels, layout[to])}
        for (var tap = 0; tap < ${tapsAcross(across)}; tap++) {
          ${lines(across.map((axis, k) => sourceOf(gather, axis, taps[k]!)))}
          if (${isSource(gather, across)}) {
            let sourceLine = ${addressAt('sourceGroup', from, across, 'source', layout)};
            let tapLine = slot * ${tapCount(g)} + ${times('tap', width.kernelSize)};
            ${variant.isUnrolled ? writtenOut(operation, g, variant, layout) : tapLoop(operation, g, variant, layout)}
          }
        }
        ${storeSums(
          pixels,
          width.target,
          (place) => `${isForward ? '' : `${place} >= 0 && `}${place} < uniforms.${target}${width.name}`,
          addressAt(channels(to), to, across, 'target', layout),
          layout.step(to, width),
          layout[to],
        )}
      }
    }
  `;
}

const PARTS = ['x', 'y', 'z', 'w'] as const;

function writtenOut(
  operation: FusedGatherOperation,
  g: FusedGeometry,
  { pixels }: FusedVariant,
  layout: FusedLayout,
): string {
  const gather = fusedGatherOf(operation);
  const { isForward, from } = gather;
  const width = widthOf(g);
  const { source, start, name } = width;
  const all = sourcesOf(gather, g, pixels).map(({ offset, products }) => {
    const weighted = products.map(({ pixel, tap }) => ({ pixel, weight: `weight${tap}.${PARTS[pixel]}` }));
    return `
      {
        let ${source} = ${plus('first', offset)};
        let nearest = clamp(${source}, 0, uniforms.${isForward ? 'in' : 'out'}${name} - 1);
        ${addProducts(isForward ? 'x' : 'dy', `sourceLine + ${times('nearest', layout.step(from, width))}`, weighted, layout, `${source} == nearest`)}
      }
    `;
  });
  return lines([
    each(width.kernelSize, (v) => `let weight${v} = weights[${plus('tapLine', v)}];`),
    `let first = ${quotient(start, stepOf(gather, width))};`,
    ...all,
  ]);
}

function tapLoop(
  operation: FusedGatherOperation,
  g: FusedGeometry,
  { pixels }: FusedVariant,
  layout: FusedLayout,
): string {
  const gather = fusedGatherOf(operation);
  const { isForward, from } = gather;
  const width = widthOf(g);
  const { source, start, stride, kernelSize } = width;
  const product = (pixel: number) => ({ pixel, weight: `weight.${PARTS[pixel]}` });
  const at = `sourceLine + ${times(source, layout.step(from, width))}`;
  return `
    for (var v = 0; v < ${kernelSize}; v++) {
      let weight = weights[tapLine + v];
      ${each(
        pixels,
        (p) => `
          {
            ${sourceOf(gather, { ...width, start: plus(start, isForward ? p * stride : p) }, 'v')}
            if (${isSource(gather, [width])}) {
              ${addProducts(isForward ? 'x' : 'dy', at, [product(p)], layout)}
            }
          }
        `,
      )}
    }
  `;
}
