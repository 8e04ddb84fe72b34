import { type InvolutionGeometry, type InvolutionOptions, kernelShapeFor, resolveGeometry } from '@involution/core';

/** The limits that every WebGPU device grants. */
export const DEFAULT_LIMITS = {
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: 2 ** 27,
  maxComputeWorkgroupsPerDimension: 65535,
};

/** The geometry of an involution whose kernel tensor has the right shape. */
export function geometry(
  xShape: readonly number[],
  options: InvolutionOptions & { groups: number },
): InvolutionGeometry {
  return resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
}
