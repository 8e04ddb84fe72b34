import type { ErrorCode } from '@involution/core';
import { expect } from 'vitest';

/** Matches an InvolutionError of this code and argument. */
export function refusal(code: ErrorCode, argument: string): object {
  return expect.objectContaining({ name: 'InvolutionError', code, argument });
}
