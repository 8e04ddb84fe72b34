import type { InvolutionGeometry } from '@involution/core';

/** The three kernels of the operator. */
export type Operation = 'forward' | 'gradInput' | 'gradKernel';

/**
 * How a kernel lays its vectors: over four members of a group, over four neighbouring channels of several groups, over
 * four neighbouring columns, or not at all.
 */
export type Variant = 'members' | 'lanes' | 'columns' | 'scalar';

/** Picks the fastest variant that a geometry allows. */
export function chooseVariant(operation: Operation, g: InvolutionGeometry, hasSimd: boolean): Variant {
  if (!hasSimd) return 'scalar';
  if (g.dataFormat === 'NCHW') return 'columns';
  const areMembersNeighbours = g.channelGrouping === 'blocked' || g.groups === 1;
  if (areMembersNeighbours && g.channelsPerGroup >= 4) return 'members';
  if (operation === 'gradKernel') {
    // A lane sums over the members of one group.
    const areGroupsNeighbours = !areMembersNeighbours || g.channelsPerGroup === 1;
    return areGroupsNeighbours && g.groups >= 4 ? 'lanes' : 'scalar';
  }
  return g.channels >= 4 ? 'lanes' : 'scalar';
}
