import { type FusedGeometry, tapCount } from '@involution/core';
import { addressAt } from '../sums.ts';
import { each, plus, times } from '../text.ts';
import { axesAcrossRows, widthOf } from './axes.ts';
import type { FusedLayout } from './layout.ts';
import { slotPosition } from './slot.ts';
import { FUSED_WORKGROUP_SIZE, type FusedVariant } from './variant.ts';

/**
 * Fills a workgroup's slots of `weights`: a product of matrices, features by the span's weights, of which an invocation
 * makes four columns by some taps at a time. Slots past the last one are filled as that is, and not used.
 */
export function generateText(g: FusedGeometry, variant: FusedVariant, layout: FusedLayout): string {
  const taps = tapCount(g);
  const { slots, tapsTogether } = variant;
  const parts = Math.ceil(taps / tapsTogether);
  /** Where the last part of a kernel has fewer taps than the others. */
  const isPast = (t: number) => (parts - 1) * tapsTogether + t >= taps;
  const tapAt = (t: number) => (isPast(t) ? `min(${plus('tap', t)}, ${taps - 1})` : plus('tap', t));
  const column = (p: number) => (p === 0 ? 'column' : `min(${plus('column', p)}, uniforms.outWidth - 1)`);
  const columnStep = layout.step('features', widthOf(g));
  return `
    for (var item = local; item < ${slots * parts}; item += ${FUSED_WORKGROUP_SIZE}) {
      let slot = item / ${parts};
      let tap = ${times(`(item % ${parts})`, tapsTogether)};
      ${slotPosition('fusedForward', g, `min(firstSlot + slot, uniforms.slots - 1)`)}
      let featureLine = ${addressAt('batch * uniforms.featuresBatch', 'features', axesAcrossRows(g), 'target', layout)};
      ${each(4, (p) => `let feature${p} = featureLine + ${times(column(p), columnStep)};`)}
      let span = group * uniforms.spanGroup;
      ${each(tapsTogether, (t) => `let span${t} = span + ${times(t === 0 ? 'tap' : `(${tapAt(t)})`, layout.spanTap)};`)}
      ${each(tapsTogether, (t) => `var sum${t} = vec4<f32>(f32(spanBias[span${t}]));`)}
      for (var r = 0; r < uniforms.featureCount; r++) {
        let at = ${times('r', layout.feature)};
        let spanRow = r * uniforms.spanRow;
        let values = vec4<f32>(${[0, 1, 2, 3].map((p) => `f32(features[feature${p} + at])`).join(', ')});
        ${each(tapsTogether, (t) => `sum${t} += values * f32(spanWeights[span${t} + spanRow]);`)}
      }
      let to = slot * ${taps} + tap;
      ${each(tapsTogether, (t) => {
        const write = `weights[${plus('to', t)}] = sum${t};`;
        return isPast(t) ? `if (${plus('tap', t)} < ${taps}) { ${write} }` : write;
      })}
    }
  `;
}
