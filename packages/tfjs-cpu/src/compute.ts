import { InvolutionError, isInvolutionError, mapOperands, type Operands } from '@involution/core';
import type { InvolutionCall } from '@involution/tfjs';
import type { OwnInvolutionWasm } from '@involution/wasm';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { TensorInfo, TypedArray } from '@tensorflow/tfjs-core';
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
  const { operation, operands, outputShape, backend } = call;
  const values = mapOperands(operation, (name) => {
    const { dataId } = operands[name]!;
    return floats(backend.data.get(dataId).values as TypedArray);
  });
  return backend.makeTensorInfo(outputShape, 'float32', resultOf(call, values));
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
