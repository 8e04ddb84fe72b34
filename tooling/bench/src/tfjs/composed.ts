import * as tf from '@tensorflow/tfjs';

/**
 * What a user of tfjs can write today: pad, then slice, multiply and add for each tap. Stride 1, same padding, groups of
 * 16 channels, as all shapes here are. `involution2d` without our kernels is the same in a quicker order.
 */
export function composedInvolution(x: tf.Tensor4D, kernel: tf.Tensor4D, kernelSize: number): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = x.shape;
    const groups = channels / 16;
    const pad = Math.floor(kernelSize / 2);
    const padded = tf.pad(x, [
      [0, 0],
      [pad, pad],
      [pad, pad],
      [0, 0],
    ]);
    const pixels = batch * height * width;
    // Sliced with three axes: the gradient of a slice of five does not compile on webgl.
    const weights = tf.reshape(kernel, [pixels, groups, kernelSize * kernelSize]);
    let sum: tf.Tensor | undefined;
    for (let u = 0; u < kernelSize; u++) {
      for (let v = 0; v < kernelSize; v++) {
        const values = tf.slice(padded, [0, u, v, 0], [batch, height, width, channels]);
        const weight = tf.slice(weights, [0, 0, u * kernelSize + v], [pixels, groups, 1]);
        const product = tf.mul(
          tf.reshape(values, [batch, height, width, groups, 16]),
          tf.reshape(weight, [batch, height, width, groups, 1]),
        );
        sum = sum ? tf.add(sum, product) : product;
      }
    }
    return tf.reshape(sum!, x.shape);
  });
}
