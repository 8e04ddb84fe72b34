import type { InvolutionGeometry } from '@involution/core';

/**
 * How the two neighbouring channels in a packed texel relate.
 *
 * - `members`: both belong to one group and share its weights.
 * - `groups`: they belong to two neighbouring groups, whose weights for a tap are neighbours too.
 */
export type Pairing = 'members' | 'groups';

/** The pairing of a geometry; `undefined` where a pair of channels has its weights far apart. */
export function pairingOf(g: InvolutionGeometry): Pairing | undefined {
  if (g.channelGrouping === 'blocked' && g.channelsPerGroup % 2 === 0) return 'members';
  if (g.channelGrouping === 'interleaved' && g.kernelOrder === 'tap-major' && g.groups % 2 === 0) return 'groups';
  return undefined;
}

/** Where the weights of a group lie among the channels of the kernel tensor. */
export interface TapOrder {
  /** From a group's weight to the next group's. */
  group: number;
  /** From a tap's weight to the next tap's. */
  tap: number;
}

/** The order of the kernel tensor's channels. */
export function tapOrderOf(g: InvolutionGeometry): TapOrder {
  const taps = g.kernelHeight * g.kernelWidth;
  return g.kernelOrder === 'group-major' ? { group: taps, tap: 1 } : { group: 1, tap: g.groups };
}
