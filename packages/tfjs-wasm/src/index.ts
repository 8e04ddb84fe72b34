export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';

import {
  registerFusedInvolutionGradients,
  registerFusedInvolutionKernel,
  registerInvolutionKernels,
} from '@involution/tfjs';
import { compute, computeFused, computeFusedGradients } from './compute.ts';
import { registerConv2DFilterGradient } from './conv2d-filter-gradient.ts';
import { replaceSlowGradients } from './faster-gradients.ts';
import { registerInPlaceFlag } from './flag.ts';

export { type InvolutionWasmPath, involutionWasmPath } from './path.ts';

/**
 * Registers involution's kernels for tfjs's backend `'wasm'`, after which `involution2d` of `@involution/tfjs`, its
 * siblings of one and three spatial axes, `fused.involution2d` and the gradients of all of them run them there, and the flag `INVOLUTION_WASM_IN_PLACE` of `tf.env()`. Calling it again
 * does nothing; `import '@involution/tfjs-wasm/register'` calls it too.
 */
export function register(): void {
  registerInPlaceFlag();
  registerInvolutionKernels('wasm', compute);
  registerFusedInvolutionKernel('wasm', computeFused);
  registerFusedInvolutionGradients('wasm', computeFusedGradients);
}

/**
 * Makes models with convolutions train on tfjs's backend `'wasm'`: registers the gradient of `tf.conv2d` for its filter, which
 * tfjs 4.22 has not, and replaces two gradients that it has by the same sums, several times faster: products of
 * matrices with a transposed operand, and the gradient of `tf.conv2d` for its input at stride 1. Calling it again does
 * nothing. Tensors other than these gradients stay the same to the bit.
 */
export function registerTrainingKernels(): void {
  registerConv2DFilterGradient();
  replaceSlowGradients();
}
