// From CommonJS, by `require` of ES modules: Node 20.19 or later.
const tf = require('@tensorflow/tfjs');
const { involution2d, isInvolutionError } = require('@involution/tfjs');
const { register } = require('@involution/tfjs-cpu');

register();

const x = tf.ones([1, 5, 5, 8]);
const kernel = tf.fill([1, 5, 5, 9], 1 / 8);
const y = involution2d(x, kernel, { kernelSize: 3 });
console.log(y.shape, y.dataSync()[96]); // → 1,5,5,8 1.125

try {
  involution2d(x, kernel, { kernelSize: 3, strides: 0 });
} catch (error) {
  console.log(isInvolutionError(error), error.code); // → true INVALID_STRIDES
}
