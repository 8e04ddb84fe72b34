// Sums of an invocation, one for each of its pixels: how they begin, how products are added to them, how they are stored.
import type { ShaderAxis } from './axes.ts';
import { type LaneAccess, load, store, zeroOf } from './lanes.ts';
import type { Layout, PlacedArray } from './layout.ts';
import { each, lines, plus, times } from './text.ts';

/** WGSL: a base, and the way along axes from there. `place` names where an axis is entered. */
export function addressAt(
  base: string,
  array: PlacedArray,
  axes: readonly ShaderAxis[],
  place: 'target' | 'source',
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
