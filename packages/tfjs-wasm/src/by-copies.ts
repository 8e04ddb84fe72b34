import { mapOperands, type Operands } from '@involution/core';
import { loadInvolutionWasm, type OwnInvolutionWasm, type SpanGradients } from '@involution/wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { allocateAll } from './heap.ts';
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
 * @param compute Makes the values of the result, or of several by their names.
 */
export function computeByCopies(
  { operation, operands, outputShapes, backend }: WasmCall,
  compute: (operands: Operands<Float32Array>) => Float32Array | SpanGradients,
): TensorInfo[] {
  const values = (tensor: TensorInfo) => backend.typedArrayFromHeap(tensor) as Float32Array;
  const computed = compute(mapOperands(operation, (name) => values(operands[name]!)));
  const results = computed instanceof Float32Array ? [computed] : Object.values<Float32Array>(computed);
  // Only now, because the heap may move, and the arrays of the inputs would be empty.
  const outputs = allocateAll(backend, outputShapes);
  outputs.forEach((output, k) => void values(output).set(results[k]!));
  return outputs;
}
