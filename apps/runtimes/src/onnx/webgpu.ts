import { featuresOfGpu, nameOfGpu } from '@involution/adapters/gpu';
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web/webgpu';
import { type StartedRuntime, UnavailableError } from '../runtime.ts';
import { prepareOnnx } from './call.ts';
import { prepareOnnxNetwork } from './network.ts';

const way = { ort, executionProvider: 'involution' };

/** onnxruntime-web on its WebGPU backend, with our kernels. */
export async function startOnnxWebgpu(): Promise<StartedRuntime> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) throw new UnavailableError('this browser has no WebGPU');
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = 1;
  registerInvolution(ort, { executionProviders: ['webgpu'] });
  return {
    version: ort.env.versions.web!,
    device: nameOfGpu(adapter.info),
    features: featuresOfGpu(adapter),
    dataFormat: 'channelsFirst',
    prepare: (call) => prepareOnnx(call, way),
    prepareNetwork: (call) => prepareOnnxNetwork(call, way),
  };
}
