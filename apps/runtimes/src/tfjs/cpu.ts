import { registerPlainBackend } from '@involution/adapters/tfjs-plain';
import { register } from '@involution/tfjs-cpu';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { enableProdMode, setBackend, version_core } from '@tensorflow/tfjs-core';
import type { Call, NetworkCall } from '../call.ts';
import type { StartedRuntime } from '../runtime.ts';
import { prepareTfjs } from './call.ts';
import { prepareTfjsNetwork } from './network.ts';

/** tfjs on its CPU backend, with our kernels or, as a user has it without them, composed from tfjs's own ops. */
export async function startTfjsCpu({
  kernels,
  device,
}: {
  kernels: 'ours' | 'none';
  device: string;
}): Promise<StartedRuntime> {
  enableProdMode(); // or tfjs greets with advice to install tfjs-node
  register();
  const backend = kernels === 'ours' ? 'cpu' : registerPlainBackend('cpu', () => new MathBackendCPU());
  return {
    version: version_core,
    device,
    dataFormat: 'channelsLast',
    async prepare(call: Call) {
      await setBackend(backend);
      return prepareTfjs(call);
    },
    async prepareNetwork(call: NetworkCall) {
      await setBackend(backend);
      return prepareTfjsNetwork(call);
    },
  };
}
