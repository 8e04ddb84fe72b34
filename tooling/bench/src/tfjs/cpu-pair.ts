import { registerPlainBackend } from '@involution/adapters/tfjs-plain';
import { register } from '@involution/tfjs-cpu';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendPair } from './backend.ts';

/** tfjs's CPU backend: with the WebAssembly kernels by copies, and with those in TypeScript. */
export function cpuPair(): BackendPair {
  tf.enableProdMode();
  register();
  const plain = registerPlainBackend('cpu', () => new MathBackendCPU());
  return { ours: 'cpu', plain, variants: { TypeScript: { INVOLUTION_CPU_KERNELS: 'typescript' } } };
}
