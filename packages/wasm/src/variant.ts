import type { InvolutionGeometry } from '@involution/core';

/** The three kernels of the operator. */
export type Operation = 'forward' | 'gradInput' | 'gradKernel';

/**
 * How a kernel lays its vectors: over four members of a group (of copies, transposed, in which they lie side by side),
 * over four neighbouring channels of several groups, over four neighbouring columns, or not at all.
 */
export type Variant = 'members' | 'transposed' | 'lanes' | 'columns' | 'scalar';

/** Picks the fastest variant that a geometry allows. */
export function chooseVariant(operation: Operation, g: InvolutionGeometry, hasSimd: boolean): Variant {
  if (!hasSimd) return 'scalar';
  if (g.dataFormat === 'NCHW') return operation !== 'gradKernel' && paysToTranspose(g) ? 'transposed' : 'columns';
  const areMembersNeighbours = g.channelGrouping === 'blocked' || g.groups === 1;
  if (areMembersNeighbours && g.channelsPerGroup >= 4) return 'members';
  if (operation === 'gradKernel') {
    // A lane sums over the members of one group.
    const areGroupsNeighbours = !areMembersNeighbours || g.channelsPerGroup === 1;
    return areGroupsNeighbours && g.groups >= 4 ? 'lanes' : 'scalar';
  }
  return g.channels >= 4 ? 'lanes' : 'scalar';
}

/** Measured for K = 1 to 7 and groups of 4 to 64 channels. Copies are made four columns at a time. */
function paysToTranspose(g: InvolutionGeometry): boolean {
  const isLarge = g.channelsPerGroup >= 16 || (g.channelsPerGroup >= 8 && g.kernelHeight * g.kernelWidth > 9);
  return isLarge && g.inWidth >= 4 && g.outWidth >= 4;
}
