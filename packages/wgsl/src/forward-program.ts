import type { InvolutionGeometry } from '@involution/core';
import { gatherBody } from './gather.ts';
import type { DeviceLimits } from './limits.ts';
import { type InvolutionProgram, type ProgramOptions, programOf, type Source } from './program.ts';

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
  return programOf(FORWARD, geometry, limits, options);
}
