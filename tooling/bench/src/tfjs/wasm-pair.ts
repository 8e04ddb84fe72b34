import { register } from '@involution/tfjs-wasm';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendPair } from './backend.ts';

/** tfjs's WebAssembly backend: in place on its heap, and by copies. */
export function wasmPair(): BackendPair {
  tf.enableProdMode();
  register();
  return { ours: 'wasm', plain: 'wasm', variants: { 'by copies': { INVOLUTION_WASM_IN_PLACE: false } } };
}
