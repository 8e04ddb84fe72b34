import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web';
import { type BenchOutput, toOutput } from '../report.ts';
import { benchLayers } from './layers.ts';

/** Single layers on onnxruntime-web's WebAssembly provider in Node, one thread. */
export async function benchOrtWasm(onProgress: (text: string) => void): Promise<BenchOutput> {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  registerInvolution(ort, { executionProviders: ['wasm'] });
  const measurements = await benchLayers(ort, 'wasm', onProgress);
  return toOutput({ runtime: 'onnxruntime-web wasm', version: ort.env.versions.web ?? 'unknown', measurements });
}
