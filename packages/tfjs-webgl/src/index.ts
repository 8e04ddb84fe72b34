import { registerInvolutionKernels } from '@involution/tfjs';
import { compute } from './compute.ts';

export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';

/**
 * Registers involution's kernels for tfjs's backend `'webgl'`, after which the ops of `@involution/tfjs` run
 * them there, one shader per call. Calling it again does nothing; `import '@involution/tfjs-webgl/register'` calls it
 * too.
 */
export function register(): void {
  registerInvolutionKernels('webgl', compute);
}
