// tfjs's backends that run in Node.
import '@tensorflow/tfjs';
import { type BenchOutput, type PeakBytes, toOutput } from '../report.ts';
import { SHAPES } from '../shapes.ts';
import { measureLimits } from '../wasm/limits.ts';
import { type BackendPair, benchBackend, peakBytesOf } from './backend.ts';
import { cpuPair } from './cpu-pair.ts';
import { wasmPair } from './wasm-pair.ts';

/** tfjs's CPU backend. */
export function benchCpu(onProgress: (text: string) => void): Promise<BenchOutput> {
  return benchInNode(cpuPair(), onProgress);
}

/** tfjs's WebAssembly backend, one thread. */
export function benchWasm(onProgress: (text: string) => void): Promise<BenchOutput> {
  return benchInNode(wasmPair(), onProgress);
}

async function benchInNode(pair: BackendPair, onProgress: (text: string) => void): Promise<BenchOutput> {
  const limits = await measureLimits();
  const peakBytes: PeakBytes[] = [];
  for (const shape of SHAPES) peakBytes.push(await peakBytesOf(shape, pair));
  return toOutput({ ...(await benchBackend(pair, onProgress)), peakBytes, limits });
}
