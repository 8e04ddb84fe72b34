import { registerFusedInvolutionKernel, registerInvolutionKernels } from '@involution/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { compute } from './compute.ts';
import { computeFused } from './fused.ts';

export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';

/**
 * Registers involution's kernels for tfjs's backend `'webgl'`, after which the ops of `@involution/tfjs` run
 * them there, one shader per call; `fused.involution2d` runs one for each band of rows where the kernel tensor would be
 * large. Calling it again does nothing; `import '@involution/tfjs-webgl/register'` calls it
 * too.
 */
export function register(): void {
  registerInvolutionKernels('webgl', compute);
  registerFusedInvolutionKernel<MathBackendWebGL>('webgl', (call) => computeFused(call));
}
