// Involution on WebGPU alone: of TensorFlow.js only what is used.
import { involution2d } from '@involution/tfjs';
import '@involution/tfjs-webgpu/register';
import '@tensorflow/tfjs-backend-webgpu';
import { fill, getBackend, ones, setBackend } from '@tensorflow/tfjs-core';

await setBackend('webgpu');
const x = ones([1, 5, 5, 8]);
const kernel = fill([1, 5, 5, 9], 1 / 8);
const y = involution2d(x, kernel, { kernelSize: 3 });
console.log(getBackend(), y.shape.join(), (await y.data())[96]); // → webgpu 1,5,5,8 1.125
