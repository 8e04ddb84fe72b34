import { involution2d } from '@involution/tfjs';
import { register } from '@involution/tfjs-webgl'; // or: import '@involution/tfjs-webgl/register'
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('webgl');
register();

// A 3×3 box filter as an involution: the same nine weights at every pixel.
const x = tf.ones([1, 5, 5, 8]);
const kernel = tf.fill([1, 5, 5, 9], 1 / 8);
const y = involution2d(x, kernel, { kernelSize: 3 });
const values = await y.data();
console.log(y.shape, values[0], values[96]); // → 1,5,5,8 0.5 1.125

// Gradients come from shaders too.
const gradient = tf.grad((k) => involution2d(x, k, { kernelSize: 3 }).sum())(kernel);
console.log(gradient.shape, (await gradient.data())[4]); // → 1,5,5,9 8
