// The worker: what comes first is computed first.
import { involution2d } from '@involution/tfjs';
import '@involution/tfjs-wasm/register';
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

let computed = Promise.resolve();
addEventListener('message', ({ data }) => {
  computed = computed.then(() => compute(data));
});

async function compute({ backend, pixels }) {
  await tf.setBackend(backend);
  const x = tf.tensor4d(pixels, [1, 5, 5, 8]);
  const kernel = tf.fill([1, 5, 5, 9], 1 / 8);
  const y = await involution2d(x, kernel, { kernelSize: 3 }).data();
  tf.dispose([x, kernel]);
  postMessage({ backend: tf.getBackend(), y });
}
