import { detectNetwork, openCheckpoint } from '@involution/checkpoints';
import type { TypedNdArray } from '@involution/core';
import { networkModel } from '@involution/onnx';
import type * as Ort from 'onnxruntime-web';
import { prepareBatches } from '../batches.ts';
import type { NetworkCall } from '../call.ts';
import type { PreparedCall } from '../runtime.ts';
import type { OnnxWay } from './call.ts';

/** A trained network as an ONNX model with Involution nodes, in Node and in the page alike. */
export async function prepareOnnxNetwork(
  call: NetworkCall,
  { ort, executionProvider, toModel = (model) => model }: OnnxWay,
): Promise<PreparedCall> {
  const { network, parameters } = detectNetwork(await openCheckpoint(call.checkpoint));
  const [, height, width] = call.images.shape as [number, number, number];
  const model = toModel(await networkModel(network, parameters, { imageSize: [height, width] }));
  const session = await ort.InferenceSession.create(model, { executionProviders: [executionProvider] });
  const batches = await prepareBatches(call, async (batch) => {
    const logits = (await session.run({ input: inputTensor(ort, batch, network.inputChannels) })).logits!;
    return { data: (await logits.getData()) as Float32Array, shape: [...logits.dims] };
  });
  return { ...batches, dispose: () => session.release() };
}

/** Gray images `[N, H, W]` as `[N, C, H, W]`, the same in every channel. */
export function inputTensor(
  ort: typeof Ort,
  { data, shape }: TypedNdArray<Float32Array>,
  channels: number,
): Ort.TypedTensor<'float32'> {
  const [count, height, width] = shape as [number, number, number];
  const pixels = height * width;
  const repeated = new Float32Array(channels * data.length);
  for (let plane = 0; plane < count * channels; plane++) {
    const image = Math.floor(plane / channels);
    repeated.set(data.subarray(image * pixels, (image + 1) * pixels), plane * pixels);
  }
  return new ort.Tensor('float32', repeated, [count, channels, height, width]);
}
