// Under the content security policy of public/_headers, which allows WebAssembly and no script from text.
import { involution2d } from '@involution/tfjs';
import '@involution/tfjs-wasm/register';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threadedSimd,
});
// TensorFlow.js's threads start from text; where the policy has `blob:` as well, leave this out.
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
await tf.setBackend('wasm');

const x = tf.ones([1, 5, 5, 8]);
const kernel = tf.fill([1, 5, 5, 9], 1 / 8);
const y = involution2d(x, kernel, { kernelSize: 3 });
console.log(tf.getBackend(), y.shape.join(), (await y.data())[96]); // → wasm 1,5,5,8 1.125
