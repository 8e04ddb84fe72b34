import { type InvolutionGeometry, type Operation, tapCount } from '@involution/core';

/**
 * How a kernel lays its vectors: over four channels of a group (of copies, transposed, in which they lie side by side),
 * over four neighbouring channels of several groups, over four neighbouring columns, or not at all.
 */
export type Variant = 'channels' | 'transposed' | 'groups' | 'columns' | 'scalar';

/** Picks the fastest variant that a geometry allows. */
export function chooseVariant(operation: Operation, g: InvolutionGeometry, hasSimd: boolean): Variant {
  if (!hasSimd) return 'scalar';
  if (g.dataFormat === 'channelsFirst') {
    return operation !== 'gradKernel' && paysToTranspose(g) ? 'transposed' : 'columns';
  }
  const areChannelsNeighbours = g.channelGrouping === 'blocked' || g.groups === 1;
  if (areChannelsNeighbours && g.channelsPerGroup >= 4) return 'channels';
  if (operation === 'gradKernel') {
    // A lane sums over the channels of one group.
    const areGroupsNeighbours = !areChannelsNeighbours || g.channelsPerGroup === 1;
    return areGroupsNeighbours && g.groups >= 4 ? 'groups' : 'scalar';
  }
  return g.channels >= 4 ? 'groups' : 'scalar';
}

/** Measured for K = 1 to 7 and groups of 4 to 64 channels. Copies are made four columns at a time. */
function paysToTranspose(g: InvolutionGeometry): boolean {
  const isLarge = g.channelsPerGroup >= 16 || (g.channelsPerGroup >= 8 && tapCount(g) > 9);
  const { inSize, outSize } = g.axes.at(-1)!;
  return isLarge && inSize >= 4 && outSize >= 4;
}
