import { involutionModel } from '@involution/conformance/onnxruntime';
import { convertDataFormat, type TypedNdArray } from '@involution/core';
import type * as Ort from 'onnxruntime-web';
import type { Call } from '../call.ts';
import { type PreparedCall, timeOf } from '../runtime.ts';

/** How a one-node model is run. */
export interface OnnxWay {
  ort: typeof Ort;
  executionProvider: string;
  /** What makes the model one that the provider can run. Default: nothing has to. */
  toModel?: (model: Uint8Array) => Uint8Array;
}

/** A call as an ONNX model of one node, in Node and in the page alike. */
export async function prepareOnnx(
  { x, kernel, options }: Call,
  { ort, executionProvider, toModel = (model) => model }: OnnxWay,
): Promise<PreparedCall> {
  const toTensor = (array: TypedNdArray<Float32Array>) => {
    const { data, shape } = convertDataFormat(array, 'channelsLast', 'channelsFirst');
    return new ort.Tensor('float32', data, shape);
  };
  const [X, W] = [toTensor(x), toTensor(kernel)];
  const model = involutionModel({ xShape: X.dims, kernelShape: W.dims, attributes: attributesOf(options) });
  const session = await ort.InferenceSession.create(toModel(model), { executionProviders: [executionProvider] });
  let y: Ort.Tensor;
  return {
    run: () =>
      timeOf(async () => {
        y = (await session.run({ X, W })).Y!;
      }),
    result: async () => ({ data: (await y.getData()) as Float32Array, shape: y.dims }),
    dispose: () => session.release(),
  };
}

function attributesOf({ kernelSize, pad, groups, strides = 1, dilations = 1, ...dialect }: Call['options']) {
  return {
    kernel_shape: [kernelSize, kernelSize],
    pads: [pad, pad, pad, pad],
    strides: [strides, strides],
    dilations: [dilations, dilations],
    group: groups,
    kernel_order: dialect.kernelOrder,
    channel_grouping: dialect.channelGrouping,
  };
}
