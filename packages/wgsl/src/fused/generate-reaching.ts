import { type FusedGeometry, tapCount } from '@involution/core';
import { tapParts, tapsAcross } from '../axes.ts';
import { isSource, quotient, sourceOf, startOf, stepOf } from '../gather.ts';
import { addressAt } from '../sums.ts';
import { each, lines, plus, times } from '../text.ts';
import { axesAcrossRows, widthOf } from './axes.ts';
import { REACHING_X, sourcesOf } from './gathers.ts';
import type { FusedLayout } from './layout.ts';
import { slotPosition } from './slot.ts';
import { FUSED_WORKGROUP_SIZE, type FusedVariant } from './variant.ts';

/**
 * Fills a workgroup's slots of `weights` for the gradient for x: for each tap the weight by which it reaches a slot's columns,
 * which is one of the kernel of another position of y for each of them. Together they are as many as y's own slots have, so that none is
 * generated twice. What stands for a tap from outside y has no
 * meaning, and a line of such taps is not written: `aggregateText` uses neither.
 */
export function generateReachingText(g: FusedGeometry, variant: FusedVariant, layout: FusedLayout): string {
  const across = axesAcrossRows(g);
  const width = widthOf(g);
  const taps = tapParts(across);
  const { slots, tapsTogether } = variant;
  const isLine = variant.isUnrolled && tapsTogether === width.kernelSize;
  const ofSlot = isLine ? tapsAcross(across) : tapCount(g);
  const [tap, v] = isLine
    ? [`item % ${ofSlot}`, '0']
    : [`item % ${ofSlot} / ${width.kernelSize}`, `item % ${width.kernelSize}`];
  return `
    for (var item = local; item < ${slots * ofSlot}; item += ${FUSED_WORKGROUP_SIZE}) {
      let slot = item / ${ofSlot};
      let tap = ${tap};
      let v = ${v};
      ${slotPosition('fusedGradInput', g, `min(firstSlot + slot, uniforms.slots - 1)`)}
      ${lines([...across, width].map((axis) => startOf(REACHING_X, axis)))}
      ${lines(across.map((axis, k) => sourceOf(REACHING_X, axis, taps[k]!)))}
      if (${isSource(REACHING_X, across)}) {
        let featureLine = ${addressAt('batch * uniforms.featuresBatch', 'features', across, 'source', layout)};
        let tapInWindow = ${times('tap', width.kernelSize)} + v;
        let span = group * uniforms.spanGroup + ${times('tapInWindow', layout.spanTap)};
        let to = slot * ${tapCount(g)} + tapInWindow;
        ${isLine ? line(g, layout) : oneTap(g, layout)}
      }
    }
  `;
}

/** A line of taps: features that several of them read are loaded once. */
function line(g: FusedGeometry, layout: FusedLayout): string {
  const width = widthOf(g);
  const { kernelSize, start } = width;
  const sources = sourcesOf(REACHING_X, g, 4);
  const products = sources.flatMap((each, k) => each.products.map((product) => ({ ...product, k })));
  const isProduct = (pixel: number, tap: number) =>
    products.some((product) => product.pixel === pixel && product.tap === tap);
  const weightOf = (pixel: number, tap: number) => (isProduct(pixel, tap) ? `sum${pixel}_${tap}` : '0.0');
  return `
    let first = ${quotient(start, stepOf(REACHING_X, width))};
    ${each(sources.length, (k) => placeOf(g, `${k}`, plus('first', sources[k]!.offset), layout))}
    ${each(kernelSize, (t) => `let span${t} = ${plus('span', t === 0 ? 0 : times(t, layout.spanTap))};`)}
    ${each(kernelSize, (t) => `let bias${t} = f32(spanBias[span${t}]);`)}
    ${lines(products.map(({ pixel, tap }) => `var sum${pixel}_${tap} = bias${tap};`))}
    for (var r = 0; r < uniforms.featureCount; r++) {
      let at = ${times('r', layout.feature)};
      let spanRow = r * uniforms.spanRow;
      ${each(kernelSize, (t) => `let weight${t} = f32(spanWeights[span${t} + spanRow]);`)}
      ${each(sources.length, (k) => `let value${k} = f32(features[feature${k} + at]);`)}
      ${lines(products.map(({ pixel, tap, k }) => `sum${pixel}_${tap} += value${k} * weight${tap};`))}
    }
    ${each(kernelSize, (t) => `weights[${plus('to', t)}] = vec4<f32>(${[0, 1, 2, 3].map((p) => weightOf(p, t)).join(', ')});`)}
  `;
}

/** One tap, whichever it is: for lines too long to keep in registers, and strides that a slot is no multiple of. */
function oneTap(g: FusedGeometry, layout: FusedLayout): string {
  const width = widthOf(g);
  const { start, stride, dilation } = width;
  return `
    ${each(4, (p) => `let reach${p} = ${plus(start, p)} - ${times('v', dilation)};`)}
    ${each(4, (p) => placeOf(g, `${p}`, quotient(`reach${p}`, stride), layout))}
    var sum = vec4<f32>(f32(spanBias[span]));
    for (var r = 0; r < uniforms.featureCount; r++) {
      let at = ${times('r', layout.feature)};
      let values = vec4<f32>(${[0, 1, 2, 3].map((p) => `f32(features[feature${p} + at])`).join(', ')});
      sum += values * f32(spanWeights[span + r * uniforms.spanRow]);
    }
    weights[to] = sum;
  `;
}

/** WGSL: where the features of a column of y begin, or of the nearest that exists. */
function placeOf(g: FusedGeometry, k: string, column: string, layout: FusedLayout): string {
  const width = widthOf(g);
  const nearest = `clamp(${column}, 0, uniforms.out${width.name} - 1)`;
  return `let feature${k} = featureLine + ${times(nearest, layout.step('features', width))};`;
}
