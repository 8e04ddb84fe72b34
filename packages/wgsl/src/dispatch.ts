import { unexpected } from '@involution/core';
import type { DeviceLimits } from './limits.ts';

/**
 * Workgroups along x, y and z that hold at least this many invocations, as few as possible. A device takes only so many
 * along one dimension, so large numbers spread over up to three; the surplus invocations have nothing to do.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when three dimensions do not hold them.
 */
export function dispatchFor(
  invocations: number,
  workgroupSize: number,
  { maxComputeWorkgroupsPerDimension: most }: Pick<DeviceLimits, 'maxComputeWorkgroupsPerDimension'>,
): [number, number, number] {
  const workgroups = Math.ceil(invocations / workgroupSize);
  if (workgroups > most ** 3) {
    throw unexpected('DEVICE_LIMIT_EXCEEDED', 'workgroups', workgroups, `at most ${most}³`);
  }
  const z = Math.ceil(workgroups / most ** 2);
  const y = Math.ceil(workgroups / (most * z));
  return [Math.ceil(workgroups / (y * z)), y, z];
}
