// A gradient on TensorFlow.js's WebAssembly backend, in Node, Bun or Deno.
import { involution2d } from '@involution/tfjs';
import '@involution/tfjs-wasm/register';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

await tf.setBackend('wasm');

// A 3×3 box filter as an involution: the same nine weights at every pixel.
const x = tf.ones([1, 5, 5, 8]);
const kernel = tf.fill([1, 5, 5, 9], 1 / 8);
const y = involution2d(x, kernel, { kernelSize: 3 });
console.log(y.shape, y.dataSync()[96]); // → 1,5,5,8 1.125

const gradient = tf.grad((k) => involution2d(x, k, { kernelSize: 3 }).sum())(kernel);
console.log(gradient.shape, gradient.dataSync()[4]); // → 1,5,5,9 8
