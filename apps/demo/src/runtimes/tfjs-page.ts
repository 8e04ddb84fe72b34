// Runs in the browser: the functions that `browser.ts` calls from Node, for tfjs.
import { describeTfjsDevice } from '@involution/adapters/tfjs-device';
import { register as registerWebgl } from '@involution/tfjs-webgl';
import { register as registerWebgpu } from '@involution/tfjs-webgpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { enableProdMode, setBackend, version_core } from '@tensorflow/tfjs-core';
import { pageCalls } from './page-call.ts';
import { prepareTfjs } from './tfjs.ts';
import { prepareTfjsNetwork } from './tfjs-network.ts';

/** @returns tfjs's version and the device in words; `undefined` where the backend does not start. */
export async function start(name: 'webgl' | 'webgpu'): Promise<{ version: string; device: string } | undefined> {
  enableProdMode();
  registerWebgl();
  registerWebgpu();
  return (await setBackend(name)) ? { version: version_core, device: describeTfjsDevice() } : undefined;
}

export const { prepare, prepareNetwork, run, result, dispose } = pageCalls({
  prepare: prepareTfjs,
  prepareNetwork: prepareTfjsNetwork,
});
