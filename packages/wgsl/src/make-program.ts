import type { InvolutionGeometry, Operation } from '@involution/core';
import { FORWARD } from './forward-program.ts';
import { gatherBody } from './gather.ts';
import { gradKernelBody } from './grad-kernel.ts';
import type { DeviceLimits } from './limits.ts';
import { type InvolutionProgram, type ProgramOptions, programOf, type Source } from './program.ts';
import { stagedProgramOf } from './workgroup-operands.ts';

export const SOURCES: Readonly<Record<Operation, Source>> = {
  forward: FORWARD,
  gradInput: { operation: 'gradInput', body: (...args) => gatherBody('gradInput', ...args) },
  gradKernel: { operation: 'gradKernel', body: gradKernelBody },
};

/**
 * The program that computes an operation of an involution. Every element of the result is written exactly once, in the
 * same order of summation each time.
 *
 * @param operation What to compute.
 * @param geometry From core's `resolveGeometry`.
 * @param limits `device.limits`.
 * @param options See {@link ProgramOptions}.
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED`, as `checkLimits`.
 */
export function makeProgram(
  operation: Operation,
  geometry: InvolutionGeometry,
  limits: DeviceLimits,
  options?: ProgramOptions,
): InvolutionProgram {
  return stagedProgramOf(SOURCES[operation], geometry, limits, options);
}

/**
 * {@link makeProgram} for a host whose tensors all have channels last: without what only channels first can use.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED`, as `checkLimits`.
 */
export function makeChannelsLastProgram(
  operation: Operation,
  geometry: InvolutionGeometry,
  limits: DeviceLimits,
  options?: ProgramOptions,
): InvolutionProgram {
  return programOf(SOURCES[operation], geometry, limits, options);
}
