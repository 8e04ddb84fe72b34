import type { InvolutionGeometry } from '@involution/core';

/**
 * How the two neighbouring channels in a packed texel relate.
 *
 * - `one-group`: both belong to one group and share its weights.
 * - `two-groups`: they belong to two neighbouring groups, whose weights for a tap are neighbours too.
 */
export type Pairing = 'one-group' | 'two-groups';

/** The pairing of a geometry; `undefined` where a pair of channels has its weights far apart. */
export function pairingOf(g: InvolutionGeometry): Pairing | undefined {
  if (g.channelGrouping === 'blocked' && g.channelsPerGroup % 2 === 0) return 'one-group';
  if (g.channelGrouping === 'interleaved' && g.kernelOrder === 'tap-major' && g.groups % 2 === 0) return 'two-groups';
  return undefined;
}
