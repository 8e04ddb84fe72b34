export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';

import { registerInvolutionKernels } from '@involution/tfjs';
import { compute } from './compute.ts';
import { registerKernelsFlag } from './flag.ts';

/**
 * Registers involution's kernels for tfjs's backend `'cpu'`, after which `involution2d` of `@involution/tfjs` and its
 * siblings of one and three spatial axes run them there, and the flag `INVOLUTION_CPU_KERNELS` of `tf.env()`. Calling it again
 * does nothing; `import '@involution/tfjs-cpu/register'` calls it too.
 */
export function register(): void {
  registerKernelsFlag();
  registerInvolutionKernels('cpu', compute);
}
