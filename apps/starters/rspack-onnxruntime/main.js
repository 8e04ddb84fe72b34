// A model that PyTorch exported, with involution's kernels and without.
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web/webgpu';

registerInvolution(ort);

const values = Float32Array.from({ length: 8 * 6 * 8 }, (_, k) => Math.sin(k));
const feeds = { x: new ort.Tensor('float32', values, [1, 8, 6, 8]) };
const results = [];
for (const executionProvider of ['involution', 'wasm']) {
  const session = await ort.InferenceSession.create('/layer.onnx', { executionProviders: [executionProvider] });
  const { y } = await session.run(feeds);
  console.log(executionProvider, y.dims.join());
  results.push(await y.getData());
  await session.release();
}
const [ours, theirs] = results;
console.log(ours.every((value, k) => Math.abs(value - theirs[k]) < 1e-5));
// → involution 1,8,3,4
// → wasm 1,8,3,4
// → true
