import { detectNetwork, openCheckpoint } from '@involution/checkpoints';
import { loadParameters, modelOf } from '@involution/tfjs-layers';
import { type Tensor, type Tensor4D, tensor4d, tidy, tile } from '@tensorflow/tfjs-core';
import { prepareBatches } from '../batches.ts';
import type { NetworkCall } from '../call.ts';
import type { PreparedCall } from '../runtime.ts';

/** A trained network as a model on tfjs's active backend, in Node and in the page alike. */
export async function prepareTfjsNetwork(call: NetworkCall): Promise<PreparedCall> {
  const loaded = detectNetwork(await openCheckpoint(call.checkpoint));
  const { inputChannels } = loaded.network;
  const [, height, width] = call.images.shape as [number, number, number];
  const model = modelOf(loaded.network, { inputShape: [height, width, inputChannels] });
  await loadParameters(model, loaded);
  const batches = await prepareBatches(call, async ({ data, shape }) => {
    const logits = tidy(() => {
      const gray = tensor4d(data, [...shape, 1] as Tensor4D['shape']);
      return model.predictOnBatch(tile(gray, [1, 1, 1, inputChannels])) as Tensor;
    });
    const result = { data: (await logits.data()) as Float32Array, shape: logits.shape };
    logits.dispose();
    return result;
  });
  return {
    ...batches,
    dispose() {
      model.dispose();
    },
  };
}
