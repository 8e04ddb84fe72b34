import { type FusedGeometry, type FusedOperation, stridesOf, tapCount } from '@involution/core';
import { shaderAxes } from '../axes.ts';
import { channelsOf, type Layout, layoutOf, uniformValues } from '../layout.ts';
import { FLOAT32 } from '../storage.ts';
import { widthOf } from './axes.ts';
import { columnBlocksOf, type FusedVariant, slotCount } from './variant.ts';

/**
 * Where everything lies, as WGSL. Lanes are channels of one group, whatever the dialect: interleaved ones lie apart in
 * memory, and share a weight all the same.
 */
export interface FusedLayout extends Layout {
  /** From a feature to the next of the same pixel. */
  readonly feature: string;
  /** From a tap's weight in a row of the span to the next tap's. */
  readonly spanTap: string;
}

/** Distances as {@link layoutOf} has them. */
export function fusedLayoutOf(g: FusedGeometry, variant: FusedVariant): FusedLayout {
  const isChannelsLast = g.dataFormat === 'channelsLast';
  const layout = layoutOf('forward', g, variant, FLOAT32);
  return {
    ...layout,
    ...channelsOf(variant.lanes, isChannelsLast && g.channelGrouping === 'blocked', FLOAT32),
    kernel: { ...layout.kernel, components: 1, lanes: 1 },
    feature: isChannelsLast ? '1' : 'uniforms.featuresChannel',
    spanTap: g.kernelOrder === 'group-major' ? '1' : 'uniforms.groups',
  };
}

/** Every uniform that a fused shader's text may name, with its value. */
export function fusedUniformValues(
  operation: FusedOperation,
  g: FusedGeometry,
  variant: FusedVariant,
  layout: FusedLayout,
): Readonly<Record<string, number>> {
  const { x, y } = stridesOf(g);
  const { featureCount, groups } = g;
  const { padBefore, stride } = widthOf(g);
  const features = stridesOf({ ...g, channels: featureCount, groups: 1, channelsPerGroup: featureCount }).y;
  // A row of the span is as the kernel of one pixel, channels last.
  const span = stridesOf({ ...g, dataFormat: 'channelsLast' }).kernel;
  return {
    ...uniformValues('forward', g, variant, layout),
    ...Object.fromEntries(shaderAxes(g).map(({ name }, k) => [`features${name}`, features.spatial[k]!])),
    slots: slotCount(operation, g),
    columnBlocks: columnBlocksOf(operation, g),
    firstPadded: padBefore - (padBefore % stride),
    xChannel: x.channelInGroup,
    yChannel: y.channelInGroup,
    featureCount,
    featuresBatch: features.batch,
    featuresChannel: features.channelInGroup,
    spanRow: groups * tapCount(g),
    spanGroup: span.group,
  };
}
