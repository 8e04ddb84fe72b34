import { InvolutionError, type InvolutionGeometry } from '@involution/core';

/**
 * Refuses an x of another number of spatial axes than an op has.
 *
 * @throws InvolutionError `UNSUPPORTED_RANK`.
 */
export function requireSpatialRank({ axes }: InvolutionGeometry, rank: number, op: string): void {
  if (axes.length === rank) return;
  throw new InvolutionError('UNSUPPORTED_RANK', 'x', `x has ${axes.length} spatial axes, and ${op} takes ${rank}.`);
}
