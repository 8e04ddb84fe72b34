import { fileURLToPath } from 'node:url';
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web';

// In Node transformers.js takes onnxruntime-node, unless it finds another one under this symbol.
registerInvolution(ort);
Object.assign(globalThis, { [Symbol.for('onnxruntime')]: ort });
const { env, pipeline } = await import('@huggingface/transformers');

// Files of onnxruntime-web from its own package: transformers.js names a CDN, from which Node can't import.
ort.env.wasm.wasmPaths = undefined;
env.allowRemoteModels = false;
env.localModelPath = fileURLToPath(new URL('../models/', import.meta.url));

/** Classifies the photo of a file with the RedNet in `models/`. */
export const classify = await pipeline('image-classification', 'rednet', {
  device: 'auto',
  dtype: 'fp32',
  session_options: { executionProviders: ['involution'] },
});
