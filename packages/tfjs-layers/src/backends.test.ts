import '@involution/tfjs-cpu/register';
import '@involution/tfjs-wasm/register';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { registerTrainingKernels } from '@involution/tfjs-wasm';
import { it } from 'vitest';
import { describeLayers, expectSameLosses, trainRedNet } from '../test/backends.ts';
import { itGivesPyTorchLogits } from '../test/golden-rednet.ts';

registerTrainingKernels();

describeLayers('cpu');
describeLayers('wasm');
itGivesPyTorchLogits('cpu');
itGivesPyTorchLogits('wasm');

it('a RedNet trains on wasm as on the CPU', async () => {
  expectSameLosses(await trainRedNet('wasm', 3), await trainRedNet('cpu', 3));
});
