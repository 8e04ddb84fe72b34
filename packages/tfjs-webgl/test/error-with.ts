import type { ErrorCode } from '@involution/core';
import { expect } from 'vitest';

/** Matches an InvolutionError of this code and argument. */
export function errorWith(code: ErrorCode, argument: string): object {
  return expect.objectContaining({ name: 'InvolutionError', code, argument });
}
