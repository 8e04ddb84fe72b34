import { sizeOf } from '@involution/core';
import type { Involution2DCall } from '@involution/tfjs';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { correlate } from './correlate.ts';
import { gather } from './gather.ts';
import { walkFromInput, walkFromOutput } from './walk.ts';

/** Computes one call on tfjs's CPU backend. */
export function compute({
  operation,
  geometry,
  inputs,
  outputShape,
  backend,
}: Involution2DCall<MathBackendCPU>): TensorInfo {
  const [a, b] = inputs.map(({ dataId }) => backend.data.get(dataId).values as Float32Array);
  switch (operation) {
    case 'forward':
      return backend.makeTensorInfo(outputShape, 'float32', gather(walkFromOutput(geometry), a, b));
    case 'gradInput':
      return backend.makeTensorInfo(outputShape, 'float32', gather(walkFromInput(geometry), a, b));
    case 'gradKernel': {
      const dKernel = correlate(walkFromOutput(geometry), b, a, sizeOf(outputShape));
      return backend.makeTensorInfo(outputShape, 'float32', dKernel);
    }
  }
}
