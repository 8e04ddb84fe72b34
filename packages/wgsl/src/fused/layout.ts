import { type FusedGeometry, stridesOf, tapCount } from '@involution/core';
import type { LaneAccess } from '../lanes.ts';
import { type Layout, layoutOf, uniformValues } from '../layout.ts';
import { numbersOf } from '../storage.ts';
import { times } from '../text.ts';
import { type FusedVariant, slotCount } from './variant.ts';

/**
 * Where everything lies, as WGSL. Lanes are channels of one group, whatever the dialect: interleaved ones lie apart in
 * memory, and share a weight all the same.
 */
export interface FusedLayout extends Layout {
  readonly featureColumn: string;
  /** From a feature to the next of the same pixel. */
  readonly feature: string;
  /** From a tap's weight in a row of the span to the next tap's. */
  readonly spanTap: string;
}

/** Distances as {@link layoutOf} has them. */
export function fusedLayoutOf(g: FusedGeometry, variant: FusedVariant): FusedLayout {
  const storage = numbersOf('f32');
  const { lanes } = variant;
  const isChannelsLast = g.dataFormat === 'channelsLast';
  const areNeighbours = isChannelsLast && g.channelGrouping === 'blocked';
  const featureMap = (name: 'x' | 'y'): LaneAccess => ({
    storage,
    components: areNeighbours ? lanes : 1,
    lanes,
    laneStep: `uniforms.${name}Channel`,
    blockStep: areNeighbours ? '1' : times(lanes, `uniforms.${name}Channel`),
  });
  return {
    ...layoutOf('forward', g, variant, storage),
    x: featureMap('x'),
    y: featureMap('y'),
    featureColumn: isChannelsLast ? 'uniforms.featureColumn' : '1',
    feature: isChannelsLast ? '1' : 'uniforms.feature',
    spanTap: g.kernelOrder === 'group-major' ? '1' : 'uniforms.groups',
  };
}

/** Every uniform that a fused shader's text may name, with its value. */
export function fusedUniformValues(
  g: FusedGeometry,
  variant: FusedVariant,
  layout: FusedLayout,
): Readonly<Record<string, number>> {
  const { x, y } = stridesOf(g);
  const { featureCount, groups } = g;
  const features = stridesOf({ ...g, channels: featureCount, groups: 1, channelsPerGroup: featureCount }).y;
  const [featureRow, featureColumn] = features.spatial.slice(-2) as [number, number];
  // A row of the span is as the kernel of one pixel, channels last.
  const span = stridesOf({ ...g, dataFormat: 'channelsLast' }).kernel;
  return {
    ...uniformValues('forward', g, variant, layout),
    slots: slotCount(g),
    xChannel: x.channelInGroup,
    yChannel: y.channelInGroup,
    featureCount,
    featureBatch: features.batch,
    featureRow,
    featureColumn,
    feature: features.channelInGroup,
    spanRow: groups * tapCount(g),
    spanGroup: span.group,
  };
}
