import { mapOperands } from '@involution/core';
import type { InvolutionCall } from '@involution/tfjs';
import { loadInvolutionWasm, type OwnInvolutionWasm } from '@involution/wasm';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { allocate } from './heap.ts';

/** Made when it is first needed, and kept: its memory is as large as its largest call. */
let kernels: OwnInvolutionWasm | undefined;

/** Computes one call in a memory of our own, with copies of the operands. */
export function computeByCopies({
  operation,
  geometry,
  operands,
  outputShape,
  backend,
}: InvolutionCall<BackendWasm>): TensorInfo {
  kernels ??= loadInvolutionWasm();
  const values = (tensor: TensorInfo) => backend.typedArrayFromHeap(tensor) as Float32Array;
  const arrays = mapOperands(operation, (name) => values(operands[name]!));
  const result = kernels.compute(operation, geometry, arrays);
  // Only now, because the heap may move, and the arrays of the inputs would be empty.
  const output = allocate(backend, outputShape);
  values(output).set(result);
  return output;
}
