// A photo classified by transformers.js, with a RedNet that involution-convert has written to public/models/rednet.
import { env, pipeline } from '@huggingface/transformers';
import { registerInvolution } from '@involution/onnxruntime-web';
// The version and the entry that transformers.js has, so that there is one copy.
import * as ort from 'onnxruntime-web/webgpu';

registerInvolution(ort);
// Files of onnxruntime-web from its own package, not from the CDN that transformers.js names.
ort.env.wasm.wasmPaths = undefined;
env.allowRemoteModels = false;
env.allowLocalModels = true;

const classify = await pipeline('image-classification', 'rednet', {
  dtype: 'fp32',
  session_options: { executionProviders: ['involution'] },
});
const classes = await classify('/photo.png', { top_k: 5 });
console.log(classes.map(({ label }) => label).join());
console.log(classes.map(({ score }) => score.toFixed(4)).join());
