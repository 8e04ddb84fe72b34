import type { InvolutionCall } from '@involution/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { computeByCopies } from './by-copies.ts';
import { computeInPlace } from './in-place.ts';
import { kernelsInPlace } from './path.ts';

/**
 * Computes one call on tfjs's WebAssembly backend.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when there is no room.
 */
export function compute(call: InvolutionCall<BackendWasm>): TensorInfo {
  const kernels = kernelsInPlace(call.backend);
  return kernels ? computeInPlace(call, kernels) : computeByCopies(call);
}
