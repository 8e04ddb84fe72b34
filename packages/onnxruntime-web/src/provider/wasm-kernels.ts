import { yShapeOf } from '@involution/core';
import { type ForwardWasm, loadForwardWasm } from '@involution/wasm';
import type { FloatType, FloatValues, Kernels } from './kernels.ts';
import type { OrtModule, Tensor } from './ort.ts';
import { tensorOf, valuesOf } from './tensor-values.ts';

let shared: ForwardWasm | undefined;

/** Our WebAssembly kernels. A call is over before another can start, so that all sessions work in one memory. */
export function wasmKernels(ort: OrtModule): Kernels {
  shared ??= loadForwardWasm();
  const wasm = shared;
  return {
    name: 'wasm',
    location: 'cpu',
    types: ['float32', 'float16'],
    constant: (type, values, dims) => tensorOf(ort, type, values, dims),
    async run(geometry, x, w) {
      const operands = { x: await downloaded(x), kernel: await downloaded(w) };
      // Of one type, as was checked.
      const y = wasm.compute(geometry, operands as { x: Float32Array; kernel: Float32Array });
      return tensorOf(ort, x.type as FloatType, y, yShapeOf(geometry));
    },
    fused: {
      pays: wasm.canFuse,
      async run(geometry, x, z, { weights, bias }) {
        const features = (await downloaded(z)) as Float32Array;
        const operands = { x: (await downloaded(x)) as Float32Array, features, spanWeights: weights, spanBias: bias };
        return tensorOf(ort, 'float32', wasm.computeFused(geometry, operands), yShapeOf(geometry));
      },
    },
    empty: (type, dims) => tensorOf(ort, type, type === 'float16' ? new Uint16Array(0) : new Float32Array(0), dims),
    dispose() {},
  };
}

/** A user may feed a tensor that lies elsewhere. */
async function downloaded(tensor: Tensor): Promise<FloatValues> {
  return valuesOf({ type: tensor.type, data: await tensor.getData() });
}
