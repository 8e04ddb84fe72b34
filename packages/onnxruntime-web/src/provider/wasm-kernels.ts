import { yShapeOf } from '@involution/core';
import { loadInvolutionWasm, type OwnInvolutionWasm } from '@involution/wasm';
import type { FloatType, FloatValues, Kernels } from './kernels.ts';
import type { OrtModule, Tensor } from './ort.ts';

let shared: OwnInvolutionWasm | undefined;

/** Our WebAssembly kernels. A call is over before another can start, so that all sessions work in one memory. */
export function wasmKernels(ort: OrtModule): Kernels {
  shared ??= loadInvolutionWasm();
  const wasm = shared;
  // Values are of the type that is named.
  const tensorOf = (type: FloatType, values: FloatValues, dims: readonly number[]) =>
    new ort.Tensor(type as 'float32', values as Float32Array, dims);
  return {
    name: 'wasm',
    location: 'cpu',
    types: ['float32', 'float16'],
    constant: tensorOf,
    async run(geometry, x, w) {
      const operands = { x: await valuesOf(x), kernel: await valuesOf(w) };
      // Of one type, as was checked.
      const y = wasm.compute('forward', geometry, operands as { x: Float32Array; kernel: Float32Array });
      return tensorOf(x.type as FloatType, y, yShapeOf(geometry));
    },
    empty: (type, dims) => tensorOf(type, type === 'float16' ? new Uint16Array(0) : new Float32Array(0), dims),
    dispose() {},
  };
}

/** A user may feed a tensor that lies elsewhere. */
async function valuesOf(tensor: Tensor): Promise<FloatValues> {
  const data = (tensor.location === 'cpu' ? tensor.data : await tensor.getData()) as FloatValues;
  // Where the engine has a `Float16Array`, tensors have that.
  return tensor.type === 'float16' ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data;
}
