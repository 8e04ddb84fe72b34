import { benchLayer } from '@involution/bench/ort/layers';
import { registerInvolution } from '@involution/onnxruntime-web';
import type * as Ort from 'onnxruntime-web';
import type { OpenBench } from './open-bench.ts';

export function openOrt(ort: typeof Ort, provider: 'wasm' | 'webgpu', threads: number, device: string): OpenBench {
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = threads;
  registerInvolution(ort, { executionProviders: [provider] });
  return {
    runtime: `onnxruntime-web ${provider}`,
    version: ort.env.versions.web!,
    device,
    threads,
    measure: (shape, _, options) => benchLayer(ort, provider, shape, options),
  };
}
