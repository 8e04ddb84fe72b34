import { registerPlainBackend } from '@involution/adapters/tfjs-plain';
import { register } from '@involution/tfjs-cpu';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { PeakBytes, RuntimeBench } from '../report.ts';
import { SHAPES } from '../shapes.ts';
import { benchBackend, peakBytesOf } from './backend.ts';

/** tfjs's CPU backend, in Node. */
export async function benchCpu(onProgress: (text: string) => void): Promise<RuntimeBench> {
  enableProdMode();
  register();
  const plain = registerPlainBackend('cpu', () => new MathBackendCPU());
  const pair = { ours: 'cpu', plain };
  const peakBytes: PeakBytes[] = [];
  for (const shape of SHAPES) peakBytes.push(await peakBytesOf(shape, pair));
  return { ...(await benchBackend(pair, onProgress)), peakBytes };
}
