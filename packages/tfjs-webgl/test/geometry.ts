import { type InvolutionGeometry, type InvolutionOptions, kernelShapeFor, resolveGeometry } from '@involution/core';

/** Options from which the kernel's shape follows. */
export type Options = InvolutionOptions & { groups: number };

/** The geometry of a feature map, by default one of 8×8 positions. */
export function geometryFor(
  channels: number,
  options: Options,
  positions: readonly number[] = [8, 8],
): InvolutionGeometry {
  const xShape = [1, ...positions, channels];
  return resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
}
