import type { FusedOperation, Operands, Operation } from '@involution/core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** What calls of all kernels are, whatever they compute. */
export interface WasmCall {
  operation: Operation | FusedOperation;
  operands: Operands<TensorInfo>;
  /** Of the results, in their order. */
  outputShapes: readonly number[][];
  backend: BackendWasm;
}
