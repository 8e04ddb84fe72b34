import * as tf from '@tensorflow/tfjs-core';

/**
 * What a user of tfjs can write today: pad, then slice, multiply and add for each tap. Stride 1, same padding, groups of
 * 16 channels, as all shapes here are. `involution2d` without our kernels does the same in a faster order.
 */
export function composedInvolution(x: tf.Tensor4D, kernel: tf.Tensor4D, kernelSize: number): tf.Tensor4D {
  const groups = x.shape[3] / CHANNELS_PER_GROUP;
  const sizes = x.shape.slice(0, 3);
  const weights = tf.reshape(kernel, [...sizes, groups, kernelSize ** 2]);
  const weightOf = (tap: number) => tf.slice(weights, [0, 0, 0, 0, tap], [...sizes, groups, 1]);
  return compose(x, kernelSize, weightOf);
}

/** The same for gradients: that of a slice with five axes does not compile on webgl, so that these have three. */
export function differentiableInvolution(x: tf.Tensor4D, kernel: tf.Tensor4D, kernelSize: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const groups = channels / CHANNELS_PER_GROUP;
  const pixels = batch * height * width;
  const weights = tf.reshape(kernel, [pixels, groups, kernelSize ** 2]);
  const weightOf = (tap: number) =>
    tf.reshape(tf.slice(weights, [0, 0, tap], [pixels, groups, 1]), [batch, height, width, groups, 1]);
  return compose(x, kernelSize, weightOf);
}

/** Channels of a group. */
const CHANNELS_PER_GROUP = 16;

function compose(x: tf.Tensor4D, kernelSize: number, weightOf: (tap: number) => tf.Tensor): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const pad = Math.floor(kernelSize / 2);
  const padded = tf.pad(x, [
    [0, 0],
    [pad, pad],
    [pad, pad],
    [0, 0],
  ]);
  const grouped = [batch, height, width, channels / CHANNELS_PER_GROUP, CHANNELS_PER_GROUP];
  let sum: tf.Tensor | undefined;
  for (let u = 0; u < kernelSize; u++) {
    for (let v = 0; v < kernelSize; v++) {
      const values = tf.reshape(tf.slice(padded, [0, u, v, 0], [batch, height, width, channels]), grouped);
      const product = tf.mul(values, weightOf(u * kernelSize + v));
      sum = sum ? tf.add(sum, product) : product;
    }
  }
  return tf.reshape(sum!, x.shape);
}
