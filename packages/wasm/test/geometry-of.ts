import { type InvolutionGeometry, type InvolutionOptions, kernelShapeFor, resolveGeometry } from '@involution/core';

/** The geometry of an involution whose kernel tensor has the shape that it must have. */
export function geometryOf(xShape: number[], options: InvolutionOptions & { groups: number }): InvolutionGeometry {
  return resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
}
