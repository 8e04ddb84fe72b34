import type { InvolutionWasm } from '@involution/wasm';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend as activeBackend, getBackend } from '@tensorflow/tfjs-core';
import { isInPlaceAllowed } from './flag.ts';
import { kernelsOnHeap } from './heap.ts';

/** How kernels get at tensors: where tfjs has them, or by copies to a memory of their own and back. */
export type InvolutionWasmPath = 'in-place' | 'copies';

/**
 * Tells which way the next involution goes on tfjs's active backend. In place is the rule; by copies where tfjs does
 * not let its memory be had, or where the flag `INVOLUTION_WASM_IN_PLACE` of `tf.env()` is false.
 *
 * @returns `undefined` when the active backend is not `'wasm'`.
 */
export function involutionWasmPath(): InvolutionWasmPath | undefined {
  if (getBackend() !== 'wasm') return undefined;
  return kernelsInPlace(activeBackend() as BackendWasm) ? 'in-place' : 'copies';
}

/** The kernels to run in place; `undefined` when the way is by copies. */
export function kernelsInPlace(backend: BackendWasm): InvolutionWasm | undefined {
  return isInPlaceAllowed() ? kernelsOnHeap(backend) : undefined;
}
