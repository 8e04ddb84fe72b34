import { involutionWasmPath, register } from '@involution/tfjs-wasm';
import '@tensorflow/tfjs-backend-wasm';
import { enableProdMode, setBackend, version_core } from '@tensorflow/tfjs-core';
import { type StartedRuntime, UnavailableError } from '../runtime.ts';
import { prepareTfjs } from './call.ts';
import { prepareTfjsNetwork } from './network.ts';

/** tfjs on its WebAssembly backend, with our kernels. */
export async function startTfjsWasm({ device }: { device: string }): Promise<StartedRuntime> {
  enableProdMode(); // or tfjs greets with advice to install tfjs-node
  register();
  if (!(await setBackend('wasm'))) throw new UnavailableError('tfjs can load none of its WebAssembly builds');
  return {
    version: version_core,
    device: `${device}, ${involutionWasmPath()}`,
    dataFormat: 'channelsLast',
    prepare: async (call) => prepareTfjs(call),
    prepareNetwork: prepareTfjsNetwork,
  };
}
