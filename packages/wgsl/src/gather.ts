// What y and the gradient for x have in common: each invocation sums weight · source into pixels of the walked axis.
import type { InvolutionGeometry, Operation } from '@involution/core';
import type { ShaderAxis } from './axes.ts';
import { coordinatesOf, decomposeIndex } from './coordinates.ts';
import { type LaneAccess, load, store, zeroOf } from './lanes.ts';
import type { Layout, PlacedArray } from './layout.ts';
import { each, lines, plus, times } from './text.ts';
import type { Variant } from './variant.ts';
import { placeInWorkgroup } from './workgroup-weights.ts';

/** The invocation's coordinates, and its `group`: a step of groups where lanes have a group each. */
export function position(operation: Operation, g: InvolutionGeometry, variant: Variant): string {
  return lines([
    decomposeIndex(coordinatesOf(operation, g, variant), variant),
    ...(variant.shared ? [placeInWorkgroup(variant.shared)] : []),
    g.channelGrouping === 'blocked'
      ? 'let group = channel / uniforms.channelBlocksInGroup;'
      : 'let group = channel % uniforms.groupBlocks;',
  ]);
}

/** WGSL: a base, and the way along axes from there. `place` names where an axis is entered. */
export function addressAt(
  base: string,
  array: PlacedArray,
  axes: readonly ShaderAxis[],
  place: 'target' | 'source' | 'output',
  { step }: Layout,
): string {
  return [base, ...axes.map((axis) => times(axis[place], step(array, axis)))].join(' + ');
}

/** One sum for each pixel. */
export function declareSums(pixels: number, { lanes }: LaneAccess): string {
  return each(pixels, (p) => `var sum${p} = ${zeroOf(lanes)};`);
}

/** One product of a source: into which pixel, and its weight as WGSL. */
export interface Product {
  pixel: number;
  weight: string;
}

/**
 * Loads a source and adds its products to the sums.
 *
 * @param isInside WGSL: whether the source exists, where that is open; the addresses are good either way. Both factors
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
  const factor = (value: string, { lanes }: LaneAccess) =>
    isInside ? `select(${zeroOf(lanes)}, ${value}, ${isInside})` : value;
  const source = array === 'x' ? layout.x : layout.y;
  return lines([
    `let at = ${at};`,
    `let value = ${factor(load(array, 'at', source), source)};`,
    ...products.map(({ pixel, weight }) => `sum${pixel} += value * ${factor(weight, layout.kernel)};`),
  ]);
}

/** Writes the sums of the pixels that exist; `isInside` tells of a pixel's place on the walked axis. */
export function storeSums(
  pixels: number,
  place: string,
  isInside: (place: string) => string,
  lineAt: string,
  step: string,
  access: LaneAccess,
): string {
  return lines([
    `let resultLine = ${lineAt};`,
    each(pixels, (p) => {
      const pixel = plus(place, p);
      return lines([
        `if (${isInside(pixel)}) {`,
        `let at = resultLine + ${times(p === 0 || step === '1' ? pixel : `(${pixel})`, step)};`,
        store('at', `sum${p}`, access),
        '}',
      ]);
    }),
  ]);
}
