import { detectNetwork, openCheckpoint } from '@involution/checkpoints';
import { networkModel } from '@involution/onnx';
import { registerInvolution } from '@involution/onnxruntime-web';
import { loadParameters, modelOf } from '@involution/tfjs-layers';
import { register } from '@involution/tfjs-webgpu';
import { shareDevice } from '@involution/webgpu-interop';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import * as ort from 'onnxruntime-web/webgpu';
import type { Parts } from './pipeline.ts';
import { splitNetwork } from './split.ts';

/** Where the network is cut: behind it, feature maps have 128 channels of 4×4. */
const CUT = 'layer2.0';
const FEATURE_SIZE = 4;
/** H = W of the images that the network was trained on. */
const SIZE = 32;

/** Both libraries with the same trained network: cut in two between them, and whole in each. */
export interface Prepared {
  readonly parts: Parts;
  readonly wholeInTf: LayersModel;
  readonly wholeInOrt: ort.InferenceSession;
}

// #region prepare
/** @param checkpoint Of a RedNet for gray images of 32×32. */
export async function prepare(checkpoint: Uint8Array<ArrayBuffer>): Promise<Prepared> {
  tf.enableProdMode();
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = 1;
  const shared = await shareDevice(ort);
  register();
  registerInvolution(ort, { executionProviders: [shared.executionProvider] });

  const { network, parameters } = detectNetwork(await openCheckpoint(checkpoint));
  const { backbone, head } = splitNetwork(network, CUT);
  const session = async (part: typeof network) =>
    ort.InferenceSession.create(await networkModel(part, parameters, { imageSize: SIZE }), {
      executionProviders: ['involution'],
      preferredOutputLocation: 'gpu-buffer',
    });
  const model = async (part: typeof network, size: number) => {
    const made = modelOf(part, { inputShape: [size, size, part.inputChannels] });
    await loadParameters(made, { network: part, parameters });
    return made;
  };
  const parts = {
    ort,
    shared,
    size: SIZE,
    constants: { toThousandths: tf.scalar(1000 / 255), thousand: tf.scalar(1000) },
    backbone: await session(backbone),
    head: await model(head, FEATURE_SIZE),
  };
  return { parts, wholeInTf: await model(network, SIZE), wholeInOrt: await session(network) };
}
// #endregion prepare
