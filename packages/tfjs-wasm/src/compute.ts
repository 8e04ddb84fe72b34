import type { InvolutionGeometry, Operation } from '@involution/core';
import type { FusedGradientsCall, FusedInvolutionCall, InvolutionCall } from '@involution/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { computeByCopies, kernelsByCopies } from './by-copies.ts';
import { computeInPlace } from './in-place.ts';
import { kernelsInPlace } from './path.ts';
import type { WasmCall } from './wasm-call.ts';

/**
 * Computes one call on tfjs's WebAssembly backend.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when there is no room.
 */
export function compute(call: InvolutionCall<BackendWasm>): TensorInfo {
  return run({ ...call, outputShapes: [call.outputShape] })[0]!;
}

/** Computes one fused call, as {@link compute} does; `undefined` where no kernel fuses. */
export function computeFused(call: FusedInvolutionCall<BackendWasm>): TensorInfo | undefined {
  return canFuse(call) ? run({ ...call, outputShapes: [call.outputShape] })[0] : undefined;
}

/** Computes one call of a fused gradient, likewise. */
export function computeFusedGradients(call: FusedGradientsCall<BackendWasm>): TensorInfo[] | undefined {
  return canFuse(call) ? run(call) : undefined;
}

function run(call: WasmCall & { geometry: InvolutionGeometry }): TensorInfo[] {
  const { geometry } = call;
  // A fused operation comes with a fused geometry, whose calls look the same.
  const operation = call.operation as Operation;
  const kernels = kernelsInPlace(call.backend);
  if (kernels) return computeInPlace(call, kernels.plan(operation, geometry), kernels);
  return computeByCopies(call, (operands) => kernelsByCopies().compute(operation, geometry, operands));
}

function canFuse(call: FusedInvolutionCall<BackendWasm> | FusedGradientsCall<BackendWasm>): boolean {
  const { backend, geometry, operation } = call;
  return (kernelsInPlace(backend) ?? kernelsByCopies()).canFuse(geometry, operation);
}
