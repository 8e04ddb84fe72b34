import { expandInvolution } from '@involution/onnx';
import { registerInvolution } from '@involution/onnxruntime-web';
import type * as Ort from 'onnxruntime-web';
import type { StartedRuntime } from '../runtime.ts';
import { type OnnxWay, prepareOnnx } from './call.ts';
import { prepareOnnxNetwork } from './network.ts';

/**
 * onnxruntime-web on its WASM backend and one thread: with our kernels, through the execution provider, or, as any ONNX
 * runtime has it, with the function body that `expandInvolution` gives.
 */
export async function startOnnxWasm({
  ort,
  kernels,
  device,
}: {
  /** In Node `onnxruntime-web`; in a page rather `onnxruntime-web/wasm`, of half the size. */
  ort: typeof Ort;
  kernels: 'ours' | 'none';
  device: string;
}): Promise<StartedRuntime> {
  ort.env.wasm.numThreads = 1;
  registerInvolution(ort, { executionProviders: ['wasm'] });
  const way: OnnxWay =
    kernels === 'ours'
      ? { ort, executionProvider: 'involution' }
      : { ort, executionProvider: 'wasm', toModel: expandInvolution };
  return {
    version: ort.env.versions.web!,
    device,
    dataFormat: 'channelsFirst',
    prepare: (call) => prepareOnnx(call, way),
    prepareNetwork: (call) => prepareOnnxNetwork(call, way),
  };
}
