import { involutionModel } from '@involution/adapters/onnx-model';
import { convertDataFormat, type TypedNdArray } from '@involution/core';
import { expandInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web';
import type { Call } from '../call.ts';
import { type StartedRuntime, timeOf } from '../runtime.ts';

/** Stock onnxruntime-web on its WASM backend, running a one-node model that `expandInvolution` gave a function body. */
export async function startOnnxFunction({ device }: { device: string }): Promise<StartedRuntime> {
  ort.env.wasm.numThreads = 1;
  return {
    version: ort.env.versions.web!,
    device,
    dataFormat: 'NCHW',
    async prepare({ x, kernel, options }: Call) {
      const [X, W] = [toTensor(x), toTensor(kernel)];
      const model = involutionModel({ xShape: X.dims, kernelShape: W.dims, attributes: attributesOf(options) });
      const session = await ort.InferenceSession.create(expandInvolution(model), { executionProviders: ['wasm'] });
      let y: ort.Tensor;
      return {
        run: () =>
          timeOf(async () => {
            y = (await session.run({ X, W })).Y!;
          }),
        result: async () => ({ data: (await y.getData()) as Float32Array, shape: y.dims }),
        dispose: () => session.release(),
      };
    },
  };
}

function toTensor(array: TypedNdArray<Float32Array>): ort.Tensor {
  const { data, shape } = convertDataFormat(array, 'NHWC', 'NCHW');
  return new ort.Tensor('float32', data, shape);
}

function attributesOf({ kernelSize, pad, groups }: Call['options']) {
  return { kernel_shape: [kernelSize, kernelSize], pads: [pad, pad, pad, pad], group: groups };
}
