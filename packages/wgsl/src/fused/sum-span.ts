import { type FusedGeometry, tapCount } from '@involution/core';
import { addressAt } from '../sums.ts';
import { each, lines, plus, times } from '../text.ts';
import { axesAcrossRows, widthOf } from './axes.ts';
import { correlateText } from './correlate.ts';
import type { FusedLayout } from './layout.ts';
import { slotPosition } from './slot.ts';
import { FUSED_WORKGROUP_SIZE, type FusedVariant } from './variant.ts';

/** Features that an invocation multiplies at a time. */
export const ROWS_TOGETHER = 4;

/**
 * Rows of the gradients of the span, zᵀ·dκ, and of its bias, which is as if there were one more feature, and that 1: a workgroup has a
 * group, and goes over its part of the positions, whose sums it adds to its part of the result. Where positions come in several parts, to
 * occupy a device, `makeFold` adds these up.
 */
export function sumSpanText(g: FusedGeometry, variant: FusedVariant, layout: FusedLayout): string {
  const { slots, tapsTogether } = variant;
  const taps = tapCount(g);
  const tapBlocks = Math.ceil(taps / tapsTogether);
  /** Where the last block of a kernel has fewer taps than the others. */
  const isPast = (t: number) => (tapBlocks - 1) * tapsTogether + t >= taps;
  const tapAt = (t: number) => (isPast(t) ? `min(${plus('tap', t)}, ${taps - 1})` : plus('tap', t));
  return `
    let workgroup = index / ${FUSED_WORKGROUP_SIZE};
    let group = workgroup % uniforms.groups;
    let part = workgroup / uniforms.groups;
    for (var round = 0; round < uniforms.rounds; round++) {
      let firstSlot = (part * uniforms.rounds + round) * ${slots};
      ${correlateText(g, variant, layout)}
      workgroupBarrier();
      for (var item = local; item < uniforms.rowBlocks * ${tapBlocks}; item += ${FUSED_WORKGROUP_SIZE}) {
        let fromFirst = ${times(`(item / ${tapBlocks})`, ROWS_TOGETHER)};
        let feature = uniforms.firstRow + fromFirst;
        let tap = ${times(`(item % ${tapBlocks})`, tapsTogether)};
        ${each(tapsTogether, (t) => `var sum${t} = vec4<f32>();`)}
        for (var slot = 0; slot < ${slots}; slot++) {
          if (firstSlot + slot < uniforms.slots) {
            ${values(g, layout)}
            let ofSlot = slot * ${taps};
            ${each(tapsTogether, (t) =>
              lines([
                `let kernel${t} = weights[ofSlot + ${tapAt(t)}];`,
                `sum${t} += ${[0, 1, 2, 3].map((p) => `values${p} * kernel${t}[${p}]`).join(' + ')};`,
              ]),
            )}
          }
        }
        let to = part * uniforms.partSize + group * uniforms.spanGroup + fromFirst * uniforms.spanRow;
        ${each(
          ROWS_TOGETHER,
          (i) => `
          if (part < uniforms.parts && ${plus('fromFirst', i)} < uniforms.rows) {
            ${each(tapsTogether, (t) => {
              const store = storeSum(i, t, layout);
              return isPast(t) ? `if (${plus('tap', t)} < ${taps}) { ${store} }` : `{ ${store} }`;
            })}
          }
        `,
        )}
      }
      workgroupBarrier();
    }
  `;
}

function storeSum(i: number, t: number, { spanTap }: FusedLayout): string {
  const line = i === 0 ? 'to' : `to + ${times(i, 'uniforms.spanRow')}`;
  return `
    let at = ${line} + ${times(`(${plus('tap', t)})`, spanTap)};
    var total = sum${t}[${i}];
    if (round > 0) { total += result[at]; }
    result[at] = total;
  `;
}

/**
 * WGSL: `values0` and so on, some features of a slot's columns. Those of columns that there are not are 0, as is dκ, and those past the
 * last one are 1.
 */
function values(g: FusedGeometry, layout: FusedLayout): string {
  const width = widthOf(g);
  const end = `uniforms.out${width.name}`;
  const rows = Array.from({ length: ROWS_TOGETHER }, (_, i) => i);
  return lines([
    slotPosition('fusedGradSpan', g, 'firstSlot + slot'),
    `let featureLine = ${addressAt('batch * uniforms.featuresBatch', 'features', axesAcrossRows(g), 'target', layout)};`,
    ...rows.map(
      (i) => `let at${i} = ${times(`min(${plus('feature', i)}, uniforms.featureCount - 1)`, layout.feature)};`,
    ),
    `let isBias = vec4<bool>(${rows.map((i) => `${plus('feature', i)} >= uniforms.featureCount`).join(', ')});`,
    each(4, (p) => {
      const column = plus(width.target, p);
      return `
        let columnAt${p} = featureLine + ${times(`min(${column}, ${end} - 1)`, layout.step('features', width))};
        let loaded${p} = vec4<f32>(${rows.map((i) => `f32(features[columnAt${p} + at${i}])`).join(', ')});
        let values${p} = select(vec4<f32>(), select(loaded${p}, vec4<f32>(1.0), isBias), ${column} < ${end});
      `;
    }),
  ]);
}
