export { type ErrorCode, InvolutionError, isInvolutionError } from '@involution/core';

import { registerInvolutionKernels } from '@involution/tfjs';
import { compute } from './compute.ts';
import { registerInPlaceFlag } from './flag.ts';

export { registerConv2DFilterGradient } from './conv2d-filter-gradient.ts';
export { type InvolutionWasmPath, involutionWasmPath } from './path.ts';

/**
 * Registers involution's kernels for tfjs's backend `'wasm'`, after which `involution2d` of `@involution/tfjs` runs them
 * there, and the flag `INVOLUTION_WASM_IN_PLACE` of `tf.env()`. Calling it again does nothing;
 * `import '@involution/tfjs-wasm/register'` calls it too.
 */
export function register(): void {
  registerInPlaceFlag();
  registerInvolutionKernels('wasm', compute);
}
