// Runs in the browser: the functions that `browser.ts` calls from Node, for onnxruntime-web.
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web/webgpu';
import { prepareOnnx } from './onnx.ts';
import { prepareOnnxNetwork } from './onnx-network.ts';
import { pageCalls } from './page-call.ts';

/** @returns onnxruntime-web's version and the device in words; `undefined` where there is no WebGPU. */
export async function start(): Promise<{ version: string; device: string } | undefined> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return undefined;
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = 1;
  registerInvolution(ort, { executionProviders: ['webgpu'] });
  const { vendor, architecture } = adapter.info;
  const device = [vendor, architecture].filter(Boolean).join(' ') || 'unnamed GPU';
  return { version: ort.env.versions.web!, device };
}

const way = { ort, executionProvider: 'involution' };

export const { prepare, prepareNetwork, run, result, dispose } = pageCalls({
  prepare: (call) => prepareOnnx(call, way),
  prepareNetwork: (call) => prepareOnnxNetwork(call, way),
});
