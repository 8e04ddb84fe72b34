// A photo classified by transformers.js, with a RedNet that involution-convert has written to public/models/rednet.
import { env, pipeline } from '@huggingface/transformers';
import { registerInvolution } from '@involution/onnxruntime-web';
// The version and the entry that transformers.js has, so that there is one copy.
import * as ort from 'onnxruntime-web/webgpu';

registerInvolution(ort, { executionProviders: ['wasm'] }); // or leave it out: WebGPU, and WebAssembly where there is none
// Files of onnxruntime-web from its own package, not from the CDN that transformers.js names.
ort.env.wasm.wasmPaths = undefined;
env.allowRemoteModels = false;
env.allowLocalModels = true;

const classify = await pipeline('image-classification', 'rednet', {
  dtype: 'fp32',
  session_options: { executionProviders: ['involution'] },
});
const [{ label, score }] = await classify('/photo.png');
console.log(label, score.toFixed(2)); // → LABEL_2 0.42
