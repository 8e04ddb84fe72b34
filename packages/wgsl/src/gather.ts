// What y and the gradient for x have in common: each invocation sums weight · source into neighbouring pixels of a row.
import type { InvolutionGeometry } from '@involution/core';
import type { LaneAccess, Layout } from './layout.ts';
import { decompose, each, lines, load, plus, store, times, typeOf } from './text.ts';

/**
 * The invocation's place: `image`, `row`, `block` of columns, `channel` (a step of channels) and its `group` (a step of
 * groups where lanes have a group each). Neighbouring invocations read neighbouring memory.
 */
export function position(g: InvolutionGeometry, targetHeight: 'inHeight' | 'outHeight'): string {
  const channel = ['channel', 'uniforms.channelBlocks'] as const;
  const pixel = [
    ['block', 'uniforms.columnBlocks'],
    ['row', `uniforms.${targetHeight}`],
  ] as const;
  const image = ['image', ''] as const;
  return lines([
    decompose('index', g.dataFormat === 'NHWC' ? [channel, ...pixel, image] : [...pixel, channel, image]),
    g.channelGrouping === 'blocked'
      ? 'let group = channel / uniforms.memberBlocks;'
      : 'let group = channel % uniforms.groupBlocks;',
  ]);
}

/** One sum for each pixel. */
export function declareSums(pixels: number, { lanes }: LaneAccess): string {
  return each(pixels, (p) => `var sum${p} = ${typeOf(lanes)}();`);
}

/** One product of a column: into which pixel, and where its weight lies. */
export interface Product {
  pixel: number;
  weightAt: string;
}

/** Loads the source at the address and adds its products to the sums. */
export function addProducts(
  array: 'x' | 'dy',
  at: string,
  access: LaneAccess,
  layout: Layout,
  products: readonly Product[],
): string {
  return lines([
    `let at = ${at};`,
    `let value = ${load(array, 'at', access)};`,
    ...products.map(({ pixel, weightAt }) => `sum${pixel} += value * ${load('kernel', weightAt, layout.kernel)};`),
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
