import { InvolutionError, spatialRank } from '@involution/core';

/**
 * Refuses an x of another number of spatial axes than an op has.
 *
 * @throws InvolutionError `UNSUPPORTED_RANK`; `INVALID_SHAPE` for what is no x of any number of them.
 */
export function requireSpatialRank(xShape: readonly number[], rank: number, op: string): void {
  const given = spatialRank('x', xShape);
  if (given === rank) return;
  throw new InvolutionError('UNSUPPORTED_RANK', 'x', `x has ${given} spatial axes, and ${op} takes ${rank}.`);
}
