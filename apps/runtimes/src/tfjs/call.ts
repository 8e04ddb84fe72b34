import { involution2d } from '@involution/tfjs';
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import type { Call } from '../call.ts';
import { type PreparedCall, timeOf } from '../runtime.ts';

/** A call on tfjs's active backend, in Node and in the page alike. */
export function prepareTfjs({ x, kernel, options }: Call): PreparedCall {
  const upload = ({ data, shape }: Call['x']) => tensor4d(data, shape as Tensor4D['shape']);
  const [tfX, tfKernel] = [upload(x), upload(kernel)];
  let y: { data: Float32Array; shape: number[] };
  return {
    run: () =>
      timeOf(async () => {
        const result = involution2d(tfX, tfKernel, options);
        y = { data: (await result.data()) as Float32Array, shape: result.shape };
        result.dispose();
      }),
    result: async () => y,
    dispose() {
      tfX.dispose();
      tfKernel.dispose();
    },
  };
}
