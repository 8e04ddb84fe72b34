// tfjs's backends that run in Node.
import '@tensorflow/tfjs';
import { type BenchOutput, type PeakBytes, toOutput } from '../report.ts';
import { SHAPES } from '../shapes.ts';
import { measureLimits } from '../wasm/limits.ts';
import { type BackendPair, benchBackend, peakBytesOf } from './backend.ts';
import { cpuPair } from './cpu-pair.ts';
import { benchRank, type OtherRank } from './ranks.ts';
import { wasmPair } from './wasm-pair.ts';

/** tfjs's CPU backend. */
export function benchCpu(onProgress: (text: string) => void): Promise<BenchOutput> {
  return benchInNode(cpuPair(), onProgress);
}

/** tfjs's WebAssembly backend, one thread. */
export function benchWasm(onProgress: (text: string) => void): Promise<BenchOutput> {
  return benchInNode(wasmPair(), onProgress);
}

/** One or three spatial axes on a backend that runs in Node. */
export async function benchRankInNode(
  backend: 'cpu' | 'wasm',
  rank: OtherRank,
  onProgress: (text: string) => void,
): Promise<BenchOutput> {
  const pair = backend === 'cpu' ? cpuPair() : wasmPair();
  return toOutput(await benchRank(rank, pair, onProgress));
}

async function benchInNode(pair: BackendPair, onProgress: (text: string) => void): Promise<BenchOutput> {
  const limits = await measureLimits();
  const peakBytes: PeakBytes[] = [];
  for (const shape of SHAPES) peakBytes.push(await peakBytesOf(shape, pair));
  return toOutput({ ...(await benchBackend(pair, onProgress)), peakBytes, limits });
}
