import { mapOperands } from '@involution/core';
import type { InvolutionWasm, Plan } from '@involution/wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { allocate } from './heap.ts';
import type { WasmCall } from './wasm-call.ts';

/** Computes one call on tfjs's heap, where its operands are. */
export function computeInPlace(
  { operation, operands, outputShape, backend }: WasmCall,
  plan: Plan,
  kernels: InvolutionWasm,
): TensorInfo {
  const output = allocate(backend, outputShape);
  try {
    const scratch = allocate(backend, [plan.scratchBytes / Float32Array.BYTES_PER_ELEMENT]);
    try {
      const at = ({ dataId }: TensorInfo) => backend.getMemoryOffset(dataId);
      const pointers = mapOperands(operation, (name) => at(operands[name]!));
      kernels.run(plan, { operands: pointers, output: at(output), scratch: at(scratch) });
    } finally {
      backend.disposeData(scratch.dataId);
    }
  } catch (error) {
    backend.disposeData(output.dataId);
    throw error;
  }
  return output;
}
