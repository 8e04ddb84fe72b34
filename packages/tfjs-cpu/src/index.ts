export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';

import {
  registerFusedInvolutionGradients,
  registerFusedInvolutionKernel,
  registerInvolutionKernels,
} from '@involution/tfjs';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { compute, computeFused } from './compute.ts';
import { registerKernelsFlag } from './flag.ts';

/**
 * Registers involution's kernels for tfjs's backend `'cpu'`, after which `involution2d` of `@involution/tfjs`, its
 * siblings of one and three spatial axes and `fused.involution2d` run them there, and the flag `INVOLUTION_CPU_KERNELS` of `tf.env()`. Calling it again
 * does nothing; `import '@involution/tfjs-cpu/register'` calls it too.
 */
export function register(): void {
  registerKernelsFlag();
  registerInvolutionKernels('cpu', compute);
  registerFusedInvolutionKernel<MathBackendCPU>(
    'cpu',
    (call) => computeFused({ ...call, outputShapes: [call.outputShape] })?.[0],
  );
  registerFusedInvolutionGradients('cpu', computeFused);
}
