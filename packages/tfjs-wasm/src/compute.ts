import type { FusedOperands } from '@involution/core';
import type { FusedInvolutionCall, InvolutionCall } from '@involution/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { computeByCopies, kernelsByCopies } from './by-copies.ts';
import { computeInPlace } from './in-place.ts';
import { kernelsInPlace } from './path.ts';

/**
 * Computes one call on tfjs's WebAssembly backend.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when there is no room.
 */
export function compute(call: InvolutionCall<BackendWasm>): TensorInfo {
  const { operation, geometry } = call;
  const kernels = kernelsInPlace(call.backend);
  if (kernels) return computeInPlace(call, kernels.plan(operation, geometry), kernels);
  return computeByCopies(call, (operands) => kernelsByCopies().compute(operation, geometry, operands));
}

/** Computes one fused call, as {@link compute} does; `undefined` where no kernel fuses. */
export function computeFused(call: FusedInvolutionCall<BackendWasm>): TensorInfo | undefined {
  const { operation, geometry } = call;
  const kernels = kernelsInPlace(call.backend);
  if (!(kernels ?? kernelsByCopies()).canFuse(geometry)) return undefined;
  if (kernels) return computeInPlace(call, kernels.plan(operation, geometry), kernels);
  return computeByCopies(call, (operands) =>
    kernelsByCopies().compute(operation, geometry, operands as FusedOperands<Float32Array>),
  );
}
