// Files of npm's packages as they are: the import map in index.html says where. One file has all of TensorFlow.js.
import { involution2d } from '@involution/tfjs';
import '@involution/tfjs-webgl/register';
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('webgl');
const x = tf.ones([1, 5, 5, 8]);
const kernel = tf.fill([1, 5, 5, 9], 1 / 8);
const y = involution2d(x, kernel, { kernelSize: 3 });
console.log(tf.getBackend(), y.shape.join(), (await y.data())[96]); // → webgl 1,5,5,8 1.125
