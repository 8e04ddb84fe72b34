import type { Direction } from './direction.ts';
import type { GroupLoops, LaneBlock } from './layout.ts';
import { loopsOf } from './loops.ts';
import { type Layout, layOut } from './structure.ts';
import { FLOAT, LANES } from './units.ts';

/** The layout of loops whose vectors hold channels of several groups. */
export function groupLayout(direction: Direction): Layout {
  const { geometry: g, kernel } = direction;
  const isInterleaved = g.channelGrouping === 'interleaved';
  // Then a lane has the same weights for every channel of its group; else each channel is in a block of its own.
  const areGroupsNeighbours = (isInterleaved || g.channelsPerGroup === 1) && g.groups >= LANES;
  const groupOf = (channel: number) => (isInterleaved ? channel % g.groups : Math.floor(channel / g.channelsPerGroup));
  const weightOf = (channel: number) => groupOf(channel) * kernel.group * FLOAT;
  const channels = areGroupsNeighbours ? g.groups : g.channels;
  const blocks = Array.from({ length: Math.ceil(channels / LANES) }, (_, block): LaneBlock => {
    // The last block may overlap the one before, and makes the same sums again.
    const channel = Math.min(block * LANES, channels - LANES);
    return {
      channel: channel * FLOAT,
      lane0: weightOf(channel),
      lane1: weightOf(channel + 1),
      lane2: weightOf(channel + 2),
      lane3: weightOf(channel + 3),
    };
  });
  return layOut<GroupLoops>({
    ...loopsOf(direction),
    blocks,
    blockCount: blocks.length,
    channelsPerLane: areGroupsNeighbours ? g.channelsPerGroup : 1,
    isContiguous: Number(areGroupsNeighbours && kernel.group === 1),
  });
}
