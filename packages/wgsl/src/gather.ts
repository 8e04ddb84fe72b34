// What y and the gradient for x have in common: each invocation sums weight · source into neighbouring pixels of a row.
import type { InvolutionGeometry } from '@involution/core';
import { rowCount } from './axes.ts';
import { type LaneAccess, load, store, zeroOf } from './lanes.ts';
import type { Layout } from './layout.ts';
import { decompose, each, lines, plus, times } from './text.ts';

/**
 * The invocation's place: `batch`, `row`, `block` of columns, `channel` (a step of channels) and its `group` (a step of
 * groups where lanes have a group each). Neighbouring invocations read neighbouring memory.
 */
export function position(g: InvolutionGeometry, target: 'in' | 'out'): string {
  const channel = ['channel', 'uniforms.channelBlocks'] as const;
  const pixel = [
    ['block', 'uniforms.columnBlocks'],
    ['row', rowCount(g, target)],
  ] as const;
  const batch = ['batch', ''] as const;
  return lines([
    decompose('index', g.dataFormat === 'channelsLast' ? [channel, ...pixel, batch] : [...pixel, channel, batch]),
    g.channelGrouping === 'blocked'
      ? 'let group = channel / uniforms.channelBlocksInGroup;'
      : 'let group = channel % uniforms.groupBlocks;',
  ]);
}

/** One sum for each pixel. */
export function declareSums(pixels: number, { lanes }: LaneAccess): string {
  return each(pixels, (p) => `var sum${p} = ${zeroOf(lanes)};`);
}

/** One product of a column: into which pixel, and where its weight lies. */
export interface Product {
  pixel: number;
  weightAt: string;
}

/**
 * Loads a column and adds its products to the sums.
 *
 * @param isInside WGSL: whether the column exists, where that is open; the addresses are good either way. Both factors
 * become 0 outside, since an infinite weight times 0 would be NaN. A branch around the products would cost more: devices
 * of wide vectors then keep both outcomes of every sum.
 */
export function addProducts(
  array: 'x' | 'dy',
  at: string,
  products: readonly Product[],
  layout: Layout,
  isInside?: string,
): string {
  const factor = (name: string, address: string, access: LaneAccess) => {
    const value = load(name, address, access);
    return isInside ? `select(${zeroOf(access.lanes)}, ${value}, ${isInside})` : value;
  };
  return lines([
    `let at = ${at};`,
    `let value = ${factor(array, 'at', array === 'x' ? layout.x : layout.y)};`,
    ...products.map(({ pixel, weightAt }) => `sum${pixel} += value * ${factor('kernel', weightAt, layout.kernel)};`),
  ]);
}

/** Writes the sums of the pixels that exist; `isInside` tells of a pixel's column. */
export function storeSums(
  pixels: number,
  isInside: (column: string) => string,
  rowAt: string,
  columnStep: string,
  access: LaneAccess,
): string {
  return lines([
    `let resultRow = ${rowAt};`,
    each(pixels, (p) =>
      lines([
        `if (${isInside(plus('column', p))}) {`,
        `let at = resultRow + ${times(p === 0 ? 'column' : `(column + ${p})`, columnStep)};`,
        store('at', `sum${p}`, access),
        '}',
      ]),
    ),
  ]);
}
