import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web';
import { type BenchOutput, toOutput } from '../report.ts';
import { benchLayers } from './layers.ts';
import { benchRednet, rednetTable } from './rednet.ts';

/** onnxruntime-web's WebAssembly provider in Node: single layers on one thread, and RedNet-50 on one and two. */
export async function benchOrtWasm(onProgress: (text: string) => void): Promise<BenchOutput> {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  registerInvolution(ort, { executionProviders: ['wasm'] });
  const measurements = await benchLayers(ort, 'wasm', onProgress);
  const version = ort.env.versions.web ?? 'unknown';
  const { result, table } = toOutput({ runtime: 'onnxruntime-web wasm', version, measurements });
  const rednet = await benchRednet(onProgress);
  if (rednet.length === 0) return { result, table };
  return { result: { ...result, rednet }, table: `${table}\n${rednetTable(rednet)}` };
}
