import { type FusedGeometry, tapCount } from '@involution/core';
import { areWithin, tapParts, tapsAcross } from '../axes.ts';
import { sourceOf, startOf } from '../gather.ts';
import { load } from '../lanes.ts';
import { sourcesUnderOutputs } from '../sources.ts';
import { addressAt } from '../sums.ts';
import { each, lines, plus, times } from '../text.ts';
import { axesAcrossRows, widthOf } from './axes.ts';
import { UNDER_WINDOWS } from './gathers.ts';
import type { FusedLayout } from './layout.ts';
import { slotPosition } from './slot.ts';
import { FUSED_WORKGROUP_SIZE, type FusedVariant } from './variant.ts';

/**
 * Fills a workgroup's slots of `weights` with dκ, the gradient for the kernel of `group` at their columns, as `gradKernelBody`
 * has it: an invocation computes a line of taps. What there is no such tap, column or slot for is 0.
 */
export function correlateText(g: FusedGeometry, variant: FusedVariant, layout: FusedLayout): string {
  const across = axesAcrossRows(g);
  const width = widthOf(g);
  const { slots, isUnrolled } = variant;
  const taps = tapParts(across);
  const ofSlot = isUnrolled ? tapsAcross(across) : tapCount(g);
  const at = (array: 'x' | 'y', place: 'source' | 'target') =>
    addressAt(`batch * uniforms.${array}Batch + group * uniforms.${array}Group`, array, across, place, layout);
  const dyColumn = (p: number) => `min(${plus(width.target, p)}, uniforms.out${width.name} - 1)`;
  const exists = (p: number) => `exists & (${plus(width.target, p)} < uniforms.out${width.name})`;
  return `
    for (var item = local; item < ${slots * ofSlot}; item += ${FUSED_WORKGROUP_SIZE}) {
      let slot = item / ${ofSlot};
      let tap = item % ${ofSlot}${isUnrolled ? '' : ` / ${width.kernelSize}`};
      let exists = firstSlot + slot < uniforms.slots;
      ${slotPosition('fusedGradSpan', g, `min(firstSlot + slot, uniforms.slots - 1)`)}
      ${lines([...across, width].map((axis) => startOf(UNDER_WINDOWS, axis)))}
      ${lines(across.map((axis, k) => sourceOf(UNDER_WINDOWS, axis, taps[k]!)))}
      let xLine = ${at('x', 'source')};
      let dyLine = ${at('y', 'target')};
      ${each(4, (p) => `let exists${p} = ${exists(p)};`)}
      ${each(4, (p) => `let dyAt${p} = dyLine + ${times(dyColumn(p), layout.step('y', width))};`)}
      let to = slot * ${tapCount(g)} + ${isUnrolled ? times('tap', width.kernelSize) : `item % ${ofSlot}`};
      ${isUnrolled ? line(g, variant, layout) : oneTap(g, variant, layout)}
    }
  `;
}

/** A line of taps. Conditions are joined by `&`: compilers take minutes for as many branches as `&&` makes of them. */
function line(g: FusedGeometry, variant: FusedVariant, layout: FusedLayout): string {
  const width = widthOf(g);
  const { source, start, name, kernelSize } = width;
  const sources = sourcesUnderOutputs(width, 4);
  const products = sources.flatMap((each, k) => each.products.map((product) => ({ ...product, k })));
  const sumOf = (pixel: number, tap: number) => {
    const { k } = products.find((each) => each.pixel === pixel && each.tap === tap)!;
    return `select(0.0, sum${pixel}_${tap}, exists${pixel} & isInside${k})`;
  };
  return `
    ${each(sources.length, (k) =>
      lines([
        `let ${source}${k} = ${plus(start, sources[k]!.offset)};`,
        `let nearest${k} = clamp(${source}${k}, 0, uniforms.in${name} - 1);`,
        `let isInside${k} = ${source}${k} == nearest${k};`,
        `let xAt${k} = xLine + ${times(`nearest${k}`, layout.step('x', width))};`,
      ]),
    )}
    ${lines(products.map(({ pixel, tap }) => `var sum${pixel}_${tap} = 0.0;`))}
    if (${areWithin(axesAcrossRows(g), 'in')}) {
      for (var channel = 0; channel < uniforms.channelBlocksInGroup; channel++) {
        let ofX = channel * uniforms.xChannelBlock;
        let ofDy = channel * uniforms.yChannelBlock;
        ${each(4, (p) => `let dy${p} = ${load('dy', `dyAt${p} + ofDy`, layout.y)};`)}
        ${each(sources.length, (k) =>
          lines([
            `let x${k} = ${load('x', `xAt${k} + ofX`, layout.x)};`,
            ...sources[k]!.products.map(
              ({ pixel, tap }) => `sum${pixel}_${tap} += ${productOf(variant, `x${k}`, `dy${pixel}`)};`,
            ),
          ]),
        )}
      }
    }
    ${each(kernelSize, (t) => `weights[${plus('to', t)}] = vec4<f32>(${[0, 1, 2, 3].map((p) => sumOf(p, t)).join(', ')});`)}
  `;
}

/** One tap, for lines too long to keep in registers. */
function oneTap(g: FusedGeometry, variant: FusedVariant, layout: FusedLayout): string {
  const width = widthOf(g);
  const { source, start, stride, dilation, kernelSize, name } = width;
  return `
    let v = item % ${kernelSize};
    var sum = vec4<f32>();
    if (${areWithin(axesAcrossRows(g), 'in')}) {
      ${each(4, (p) =>
        lines([
          `let ${source}${p} = ${plus(start, p * stride)} + ${times('v', dilation)};`,
          `let isInside${p} = exists${p} & (${source}${p} >= 0) & (${source}${p} < uniforms.in${name});`,
          `let xAt${p} = xLine + ${times(`clamp(${source}${p}, 0, uniforms.in${name} - 1)`, layout.step('x', width))};`,
        ]),
      )}
      for (var channel = 0; channel < uniforms.channelBlocksInGroup; channel++) {
        let ofX = channel * uniforms.xChannelBlock;
        let ofDy = channel * uniforms.yChannelBlock;
        ${each(4, (p) =>
          lines([
            `let x${p} = ${load('x', `xAt${p} + ofX`, layout.x)};`,
            `let dy${p} = ${load('dy', `dyAt${p} + ofDy`, layout.y)};`,
          ]),
        )}
        sum += vec4<f32>(${[0, 1, 2, 3].map((p) => productOf(variant, `x${p}`, `dy${p}`)).join(', ')});
      }
      sum = select(vec4<f32>(), sum, vec4<bool>(isInside0, isInside1, isInside2, isInside3));
    }
    weights[to] = sum;
  `;
}

function productOf({ lanes }: FusedVariant, a: string, b: string): string {
  return lanes === 4 ? `dot(${a}, ${b})` : `${a} * ${b}`;
}
