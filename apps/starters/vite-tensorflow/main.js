// The same involution on each of TensorFlow.js's backends that a browser has.
import { involution2d } from '@involution/tfjs';
import '@involution/tfjs-wasm/register';
import '@involution/tfjs-webgl/register';
import '@involution/tfjs-webgpu/register';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import '@tensorflow/tfjs-backend-webgpu';

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threadedSimd,
});

for (const backend of ['webgpu', 'webgl', 'wasm']) {
  await tf.setBackend(backend);
  const x = tf.ones([1, 5, 5, 8]);
  const kernel = tf.fill([1, 5, 5, 9], 1 / 8);
  const y = involution2d(x, kernel, { kernelSize: 3 });
  console.log(tf.getBackend(), y.shape.join(), (await y.data())[96]);
}
// → webgpu 1,5,5,8 1.125
// → webgl 1,5,5,8 1.125
// → wasm 1,5,5,8 1.125
