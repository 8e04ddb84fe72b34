import type { InvolutionGeometry } from '@involution/core';
import { gatherBody } from './gather.ts';
import type { DeviceLimits } from './limits.ts';
import type { InvolutionProgram, ProgramOptions, Source } from './program.ts';
import { stagedProgramOf } from './workgroup-operands.ts';

export const FORWARD: Source = { operation: 'forward', body: (...args) => gatherBody('forward', ...args) };

/**
 * `makeProgram('forward', …)` for a host that trains nothing: without the texts of gradients in what a bundler keeps of this
 * package.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED`, as `checkLimits`.
 */
export function makeForwardProgram(
  geometry: InvolutionGeometry,
  limits: DeviceLimits,
  options?: ProgramOptions,
): InvolutionProgram {
  return stagedProgramOf(FORWARD, geometry, limits, options);
}
