import { yShapeOf } from '@involution/core';
import { loadInvolutionWasm, type OwnInvolutionWasm } from '@involution/wasm';
import type { Kernels } from './kernels.ts';
import type { OrtModule, Tensor } from './ort.ts';

let shared: OwnInvolutionWasm | undefined;

/** Our WebAssembly kernels. A call is over before another can start, so that all sessions work in one memory. */
export function wasmKernels(ort: OrtModule): Kernels {
  shared ??= loadInvolutionWasm();
  const wasm = shared;
  return {
    name: 'wasm',
    location: 'cpu',
    constant: (values, dims) => new ort.Tensor('float32', values, dims),
    async run(geometry, x, w) {
      const y = wasm.compute('forward', geometry, {
        x: await valuesOf(x),
        kernel: await valuesOf(w),
      });
      return new ort.Tensor('float32', y, yShapeOf(geometry));
    },
    empty: (dims) => new ort.Tensor('float32', new Float32Array(0), dims),
    dispose() {},
  };
}

/** A user may feed a tensor that lies elsewhere. */
async function valuesOf(tensor: Tensor): Promise<Float32Array> {
  return (tensor.location === 'cpu' ? tensor.data : await tensor.getData()) as Float32Array;
}
