import { env, pipeline } from '@huggingface/transformers';
import { registerInvolution } from '@involution/onnxruntime-web';
// The bundle that transformers.js imports in a page, so that there is one copy of it.
import * as ort from 'onnxruntime-web/webgpu';

registerInvolution(ort, { executionProviders: ['wasm'] }); // or leave it out: WebGPU, and WebAssembly where there is none
// Files of onnxruntime-web from its own package, not from the CDN that transformers.js names.
ort.env.wasm.wasmPaths = undefined;
env.allowRemoteModels = false;
env.allowLocalModels = true;
env.localModelPath = '/models/';

/** Classifies the photo of a URL with the RedNet that the server has under `/models/`. */
export const classify = await pipeline('image-classification', 'rednet', {
  dtype: 'fp32',
  session_options: { executionProviders: ['involution'] },
});
