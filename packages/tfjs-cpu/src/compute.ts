import {
  type FusedGeometry,
  type FusedOperands,
  type FusedOperation,
  InvolutionError,
  isInvolutionError,
  mapOperands,
  type Operands,
  type Operation,
} from '@involution/core';
import type { InvolutionCall } from '@involution/tfjs';
import type { OwnInvolutionWasm } from '@involution/wasm';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { TensorInfo, TypedArray } from '@tensorflow/tfjs-core';
import { computeByBands } from './by-bands.ts';
import { chooseKernels } from './choose.ts';
import { wishedKernels } from './flag.ts';
import { computeInTypeScript } from './typescript.ts';
import { wasmKernels } from './wasm.ts';

type Call = InvolutionCall<MathBackendCPU>;
type Values = Operands<Float32Array>;

/**
 * Computes one call on tfjs's CPU backend.
 *
 * @throws InvolutionError `INVALID_OPTIONS` when the flag `INVOLUTION_CPU_KERNELS` has an unknown value,
 * `DEVICE_LIMIT_EXCEEDED` when it asks for WebAssembly and that can't be had.
 */
export function compute(call: Call): TensorInfo {
  return call.backend.makeTensorInfo(call.outputShape, 'float32', resultOf(call, valuesOf(call)));
}

/**
 * Computes one call of a fused kernel in WebAssembly; `undefined` where that can't be had or is not wished, where it has no
 * kernel, or has no room.
 */
export function computeFused(call: FusedCall): TensorInfo[] | undefined {
  const { operation, geometry, outputShapes, backend } = call;
  const kernels = wishedKernels() === 'typescript' ? undefined : wasmKernels();
  if (!kernels?.canFuse(geometry, operation)) return undefined;
  try {
    return fusedResultsOf(kernels, call).map((result, k) =>
      backend.makeTensorInfo(outputShapes[k]!, 'float32', result),
    );
  } catch (error) {
    if (isLimit(error)) return undefined;
    throw error;
  }
}

/** In the order of the operation's results. */
function fusedResultsOf(kernels: OwnInvolutionWasm, call: FusedCall): Float32Array[] {
  const { operation, geometry } = call;
  const values = valuesOf(call);
  switch (operation) {
    case 'fusedForward':
      return [computeByBands(kernels, geometry, values as FusedOperands<Float32Array>)];
    case 'fusedGradInput':
      return [kernels.compute(operation, geometry, values as FusedOperands<Float32Array, typeof operation>)];
    case 'fusedGradSpan':
      return Object.values<Float32Array>(
        kernels.compute(operation, geometry, values as FusedOperands<Float32Array, typeof operation>),
      );
  }
}

/** Of any operation. */
interface AnyCall {
  readonly operation: Operation | FusedOperation;
  readonly operands: Operands<TensorInfo>;
  readonly backend: MathBackendCPU;
}

/** Of a fused operation. */
export interface FusedCall extends AnyCall {
  readonly operation: FusedOperation;
  readonly geometry: FusedGeometry;
  /** Of its results, in their order. */
  readonly outputShapes: number[][];
}

function valuesOf({ operation, operands, backend }: AnyCall): Values {
  return mapOperands(operation, (name) => floats(backend.data.get(operands[name]!.dataId).values as TypedArray));
}

/** The values of a float32 tensor, which tfjs keeps as the integers that they were before a cast. */
function floats(values: TypedArray): Float32Array {
  return values instanceof Float32Array ? values : new Float32Array(values);
}

function resultOf({ operation, geometry }: Call, values: Values): Float32Array {
  const wish = wishedKernels();
  const kernels = wish === 'auto' ? chooseKernels(geometry, wasmKernels() !== undefined) : wish;
  if (kernels === 'typescript') return computeInTypeScript(operation, geometry, values);
  try {
    return requiredWasmKernels().compute(operation, geometry, values);
  } catch (error) {
    // No room for copies is no reason to give up: TypeScript needs none.
    if (wish === 'auto' && isLimit(error)) return computeInTypeScript(operation, geometry, values);
    throw error;
  }
}

function requiredWasmKernels(): OwnInvolutionWasm {
  const wasm = wasmKernels();
  if (wasm) return wasm;
  const message = "INVOLUTION_CPU_KERNELS is 'wasm', and this engine cannot run the WebAssembly kernels.";
  throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'INVOLUTION_CPU_KERNELS', message);
}

function isLimit(error: unknown): boolean {
  return isInvolutionError(error) && error.code === 'DEVICE_LIMIT_EXCEEDED';
}
