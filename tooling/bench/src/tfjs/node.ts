// tfjs's backends that run in Node.
import { registerPlainBackend } from '@involution/adapters/tfjs-plain';
import { register as registerCpu } from '@involution/tfjs-cpu';
import { register as registerWasm } from '@involution/tfjs-wasm';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { type BenchOutput, type PeakBytes, toOutput } from '../report.ts';
import { SHAPES } from '../shapes.ts';
import { measureLimits } from '../wasm/limits.ts';
import { type BackendPair, benchBackend, peakBytesOf } from './backend.ts';

/** tfjs's CPU backend: with the WebAssembly kernels by copies, and with those in TypeScript. */
export function benchCpu(onProgress: (text: string) => void): Promise<BenchOutput> {
  tf.enableProdMode();
  registerCpu();
  const plain = registerPlainBackend('cpu', () => new MathBackendCPU());
  return benchInNode(
    { ours: 'cpu', plain, variants: { TypeScript: { INVOLUTION_CPU_KERNELS: 'typescript' } } },
    onProgress,
  );
}

/** tfjs's WebAssembly backend, one thread: in place on its heap, and by copies. */
export function benchWasm(onProgress: (text: string) => void): Promise<BenchOutput> {
  tf.enableProdMode();
  registerWasm();
  return benchInNode(
    { ours: 'wasm', plain: 'wasm', variants: { 'by copies': { INVOLUTION_WASM_IN_PLACE: false } } },
    onProgress,
  );
}

async function benchInNode(pair: BackendPair, onProgress: (text: string) => void): Promise<BenchOutput> {
  const limits = await measureLimits();
  const peakBytes: PeakBytes[] = [];
  for (const shape of SHAPES) peakBytes.push(await peakBytesOf(shape, pair));
  return toOutput({ ...(await benchBackend(pair, onProgress)), peakBytes, limits });
}
