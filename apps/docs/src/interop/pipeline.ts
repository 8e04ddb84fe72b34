import type { SharedDevice } from '@involution/webgpu-interop';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type * as Ort from 'onnxruntime-web/webgpu';

/** What takes part. */
export interface Parts {
  readonly ort: typeof Ort;
  readonly shared: SharedDevice;
  /** The ONNX model: from an image to feature maps, which stay in a GPU buffer. */
  readonly backbone: Ort.InferenceSession;
  /** The model in TensorFlow.js: from feature maps to logits. */
  readonly head: LayersModel;
  /** Of the image that the backbone takes. */
  readonly size: number;
  /** Constants on the GPU; numbers in their place would be brought there for each frame. */
  readonly constants: { readonly toThousandths: tf.Scalar; readonly thousand: tf.Scalar };
}

// #region one-device
/** In TensorFlow.js: one gray image from 0 to 1, in thousandths as in training, with channels first as ONNX has them. */
export function preprocess({ size, constants }: Parts, frame: ImageBitmap): tf.Tensor4D {
  return tf.tidy(() => {
    const bytes = tf.image.resizeBilinear(tf.browser.fromPixels(frame, 1), [size, size]);
    const image = tf.div(tf.round(tf.mul(bytes, constants.toThousandths)), constants.thousand);
    return tf.transpose(tf.expandDims<tf.Tensor4D>(image), [0, 3, 1, 2]);
  });
}

/** In TensorFlow.js: what the features say, which come with channels first. */
export function classify({ head }: Parts, features: tf.Tensor): tf.Tensor {
  return tf.tidy(() => head.predictOnBatch(tf.transpose(features, [0, 2, 3, 1])) as tf.Tensor);
}

/** All on one device: each library reads the other's buffers where they are. */
export async function onOneDevice(parts: Parts, frame: ImageBitmap): Promise<tf.Tensor> {
  const { shared, backbone } = parts;
  const input = shared.toOrt(preprocess(parts, frame));
  const { [backbone.outputNames[0]!]: features } = await backbone.run({ [backbone.inputNames[0]!]: input });
  input.dispose();
  return tf.tidy(() => classify(parts, shared.toTf(features!)));
}
// #endregion one-device

/** The same by way of the CPU: what a page does whose libraries know nothing of each other. */
export async function throughCpu(parts: Parts, frame: ImageBitmap): Promise<tf.Tensor> {
  const { ort, backbone } = parts;
  const image = preprocess(parts, frame);
  const input = new ort.Tensor('float32', (await image.data()) as Float32Array, image.shape);
  image.dispose();
  const { [backbone.outputNames[0]!]: features } = await backbone.run({ [backbone.inputNames[0]!]: input });
  const values = (await features!.getData(true)) as Float32Array;
  return tf.tidy(() => classify(parts, tf.tensor(values, [...features!.dims])));
}
