import { registerPlainBackend } from '@involution/adapters/tfjs-plain';
import { register } from '@involution/tfjs-cpu';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { RuntimeBench } from '../report.ts';
import { benchBackend } from './backend.ts';

/** tfjs's CPU backend, in Node. */
export function benchCpu(onProgress: (text: string) => void): Promise<RuntimeBench> {
  enableProdMode();
  register();
  const plain = registerPlainBackend('cpu', () => new MathBackendCPU());
  return benchBackend({ ours: 'cpu', plain }, onProgress);
}
