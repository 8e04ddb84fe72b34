import { describeTfjsDevice, featuresOfWebgl } from '@involution/adapters/tfjs-device';
import { register } from '@involution/tfjs-webgl';
import '@tensorflow/tfjs-backend-webgl';
import { enableProdMode, setBackend, version_core } from '@tensorflow/tfjs-core';
import { type StartedRuntime, UnavailableError } from '../runtime.ts';
import { prepareTfjs } from './call.ts';
import { prepareTfjsNetwork } from './network.ts';

/** tfjs on its WebGL backend, with our kernels. */
export async function startTfjsWebgl(): Promise<StartedRuntime> {
  enableProdMode();
  register();
  if (!(await setBackend('webgl'))) throw new UnavailableError('this browser has no WebGL 2');
  return {
    version: version_core,
    device: describeTfjsDevice(),
    features: featuresOfWebgl(),
    dataFormat: 'channelsLast',
    prepare: async (call) => prepareTfjs(call),
    prepareNetwork: prepareTfjsNetwork,
  };
}
