import { mapOperands, resultNamesOf } from '@involution/core';
import type { InvolutionWasm, Plan } from '@involution/wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { allocateAll } from './heap.ts';
import type { WasmCall } from './wasm-call.ts';

/** Computes one call on tfjs's heap, where its operands are. */
export function computeInPlace(
  { operation, operands, outputShapes, backend }: WasmCall,
  plan: Plan,
  kernels: InvolutionWasm,
): TensorInfo[] {
  const scratchShape = [plan.scratchBytes / Float32Array.BYTES_PER_ELEMENT];
  const tensors = allocateAll(backend, [...outputShapes, scratchShape]);
  const outputs = tensors.slice(0, -1);
  const scratch = tensors.at(-1)!;
  try {
    const at = ({ dataId }: TensorInfo) => backend.getMemoryOffset(dataId);
    const pointers = mapOperands(operation, (name) => at(operands[name]!));
    const results = Object.fromEntries(resultNamesOf(operation).map((name, k) => [name, at(outputs[k]!)]));
    kernels.run(plan, { operands: pointers, results, scratch: at(scratch) });
  } finally {
    backend.disposeData(scratch.dataId);
  }
  return outputs;
}
