import { InvolutionError } from '@involution/core';

/** The error for a file that is not a checkpoint, or not one that can be read. `argument` is the part or key at fault. */
export function invalid(argument: string, message: string, cause?: unknown): InvolutionError {
  return new InvolutionError('INVALID_CHECKPOINT', argument, message, cause === undefined ? undefined : { cause });
}
