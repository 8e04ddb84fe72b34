export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';

import { registerInvolutionKernels } from '@involution/tfjs';
import { compute } from './compute.ts';

/**
 * Registers involution's kernels for tfjs's backend `'webgpu'`, after which the ops of `@involution/tfjs` run them
 * there. Calling it again does nothing; `import '@involution/tfjs-webgpu/register'` calls it too.
 */
export function register(): void {
  registerInvolutionKernels('webgpu', compute);
}
