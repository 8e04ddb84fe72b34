import { InvolutionError } from '@involution/core';
import type { Involution2DCall } from '@involution/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { computeByCopies } from './by-copies.ts';
import { computeInPlace } from './in-place.ts';
import { kernelsInPlace } from './path.ts';

/** What each operation reads. */
const INPUTS = { forward: ['x', 'kernel'], gradInput: ['dy', 'kernel'], gradKernel: ['dy', 'x'] } as const;

/**
 * Computes one call on tfjs's WebAssembly backend.
 *
 * @throws InvolutionError `INVALID_DTYPE` before anything is allocated, `DEVICE_LIMIT_EXCEEDED` when there is no room.
 */
export function compute(call: Involution2DCall<BackendWasm>): TensorInfo {
  call.inputs.forEach(({ dtype }, k) => {
    // The heap has no types: other bits would be taken for floats, and past the end of a tensor of bytes.
    if (dtype === 'float32') return;
    throw new InvolutionError('INVALID_DTYPE', INPUTS[call.operation][k], dtype, "'float32'");
  });
  const kernels = kernelsInPlace(call.backend);
  return kernels ? computeInPlace(call, kernels) : computeByCopies(call);
}
