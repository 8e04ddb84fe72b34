import { featuresOfGpu } from '@involution/adapters/gpu';
import { describeTfjsDevice } from '@involution/adapters/tfjs-device';
import { register } from '@involution/tfjs-webgpu';
import '@tensorflow/tfjs-backend-webgpu';
import { enableProdMode, setBackend, version_core } from '@tensorflow/tfjs-core';
import { type StartedRuntime, UnavailableError } from '../runtime.ts';
import { prepareTfjs } from './call.ts';
import { prepareTfjsNetwork } from './network.ts';

/** tfjs on its WebGPU backend, with our kernels. */
export async function startTfjsWebgpu(): Promise<StartedRuntime> {
  enableProdMode();
  register();
  const adapter = await navigator.gpu?.requestAdapter();
  // Without `navigator.gpu` tfjs has not even registered the backend, and throws.
  if (!adapter || !(await setBackend('webgpu'))) throw new UnavailableError('this browser has no WebGPU');
  return {
    version: version_core,
    device: describeTfjsDevice(),
    features: featuresOfGpu(adapter),
    dataFormat: 'channelsLast',
    prepare: async (call) => prepareTfjs(call),
    prepareNetwork: prepareTfjsNetwork,
  };
}
