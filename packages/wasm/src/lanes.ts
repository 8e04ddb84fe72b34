import { type Direction, FLOAT } from './plan.ts';
import type { Field } from './words.ts';

/** Values in a vector. */
const LANES = 4;

/** The fields of `LanesWalk` beyond those of `Walk`. */
export function laneFields({ geometry: g, strides }: Direction): Field[] {
  const isInterleaved = g.channelGrouping === 'interleaved';
  // Then every member of four groups has the same weights in the same lanes; else each channel has its own block.
  const areGroupsNeighbours = (isInterleaved || g.channelsPerGroup === 1) && g.groups >= LANES;
  const groupOf = (channel: number) => (isInterleaved ? channel % g.groups : Math.floor(channel / g.channelsPerGroup));
  const weightOf = (channel: number) => groupOf(channel) * strides.kernel.group * FLOAT;
  const blocks = starts(areGroupsNeighbours ? g.groups : g.channels).map((channel) => [
    channel * FLOAT,
    ...Array.from({ length: LANES }, (_, lane) => weightOf(channel + lane)),
  ]);
  return [
    blocks.flat(),
    blocks.length,
    areGroupsNeighbours ? g.channelsPerGroup : 1,
    areGroupsNeighbours && strides.kernel.group === 1 ? 1 : 0,
  ];
}

/** Where blocks of four begin. The last may overlap the one before, and makes the same sums again. */
function starts(size: number): number[] {
  return Array.from({ length: Math.ceil(size / LANES) }, (_, block) => Math.min(block * LANES, size - LANES));
}
