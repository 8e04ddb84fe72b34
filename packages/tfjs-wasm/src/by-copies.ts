import { mapOperands, type Operands } from '@involution/core';
import { loadInvolutionWasm, type OwnInvolutionWasm } from '@involution/wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { allocate } from './heap.ts';
import type { WasmCall } from './wasm-call.ts';

let kernels: OwnInvolutionWasm | undefined;

/** The kernels in a memory of our own: made when they are first needed, and kept. It is as large as its largest call. */
export function kernelsByCopies(): OwnInvolutionWasm {
  kernels ??= loadInvolutionWasm();
  return kernels;
}

/**
 * Computes one call on copies of the operands.
 *
 * @param compute Makes the values of the result.
 */
export function computeByCopies(
  { operation, operands, outputShape, backend }: WasmCall,
  compute: (operands: Operands<Float32Array>) => Float32Array,
): TensorInfo {
  const values = (tensor: TensorInfo) => backend.typedArrayFromHeap(tensor) as Float32Array;
  const result = compute(mapOperands(operation, (name) => values(operands[name]!)));
  // Only now, because the heap may move, and the arrays of the inputs would be empty.
  const output = allocate(backend, outputShape);
  values(output).set(result);
  return output;
}
