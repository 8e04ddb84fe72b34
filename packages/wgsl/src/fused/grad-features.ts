import { type FusedGeometry, tapCount } from '@involution/core';
import { addressAt } from '../sums.ts';
import { each, plus, times } from '../text.ts';
import { axesAcrossRows, widthOf } from './axes.ts';
import { correlateText } from './correlate.ts';
import type { FusedLayout } from './layout.ts';
import { slotPosition } from './slot.ts';
import { FUSED_WORKGROUP_SIZE, type FusedVariant } from './variant.ts';

/** Features that an invocation sums at a time. */
export const FEATURES_TOGETHER = 4;

/**
 * The gradient for the features, dκ·Sᵀ: a workgroup goes over the groups at its slots, and adds what each has to the result, whose
 * elements it alone has. They are as many as there are features, which no register or workgroup memory need hold.
 */
export function gradFeaturesText(g: FusedGeometry, variant: FusedVariant, layout: FusedLayout): string {
  const { slots } = variant;
  const taps = tapCount(g);
  const width = widthOf(g);
  // Neighbouring invocations read neighbouring memory.
  const [slot, block] =
    g.dataFormat === 'channelsLast'
      ? ['item / uniforms.featureBlocks', 'item % uniforms.featureBlocks']
      : [`item % ${slots}`, `item / ${slots}`];
  const row = (f: number) => `min(${plus('feature', f)}, uniforms.featureCount - 1)`;
  return `
    let firstSlot = index / ${FUSED_WORKGROUP_SIZE} * ${slots};
    for (var group = 0; group < uniforms.groups; group++) {
      ${correlateText(g, variant, layout)}
      workgroupBarrier();
      for (var item = local; item < ${slots} * uniforms.featureBlocks; item += ${FUSED_WORKGROUP_SIZE}) {
        let slot = ${slot};
        let feature = ${times(`(${block})`, FEATURES_TOGETHER)};
        if (firstSlot + slot < uniforms.slots) {
          ${each(FEATURES_TOGETHER, (f) => `let span${f} = group * uniforms.spanGroup + ${row(f)} * uniforms.spanRow;`)}
          ${each(FEATURES_TOGETHER, (f) => `var sum${f} = vec4<f32>();`)}
          for (var tap = 0; tap < ${taps}; tap++) {
            let value = weights[slot * ${taps} + tap];
            let at = ${times('tap', layout.spanTap)};
            ${each(FEATURES_TOGETHER, (f) => `sum${f} += value * f32(spanWeights[span${f} + at]);`)}
          }
          ${slotPosition('fusedGradSpan', g, 'firstSlot + slot')}
          let resultLine = ${addressAt('batch * uniforms.featuresBatch', 'features', axesAcrossRows(g), 'target', layout)};
          ${each(4, (p) => storeColumn(p, plus(width.target, p), `uniforms.out${width.name}`, layout.step('features', width), layout))}
        }
      }
      workgroupBarrier();
    }
  `;
}

function storeColumn(p: number, column: string, end: string, step: string, layout: FusedLayout): string {
  const store = (f: number) => `
    if (${plus('feature', f)} < uniforms.featureCount) {
      let at = column${p} + ${times(`(${plus('feature', f)})`, layout.feature)};
      var total = sum${f}[${p}];
      if (group > 0) { total += result[at]; }
      result[at] = total;
    }
  `;
  return `
    if (${column} < ${end}) {
      let column${p} = resultLine + ${times(`(${column})`, step)};
      ${each(FEATURES_TOGETHER, store)}
    }
  `;
}
