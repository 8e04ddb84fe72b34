import '@involution/tfjs-cpu/register';
import '@involution/tfjs-wasm/register';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { goldenRedNets } from '@involution/fixtures/rednets';
import { registerTrainingKernels } from '@involution/tfjs-wasm';
import { it } from 'vitest';
import { describeLayers, expectSameLosses, trainStages } from '../test/backends.ts';
import { itGivesPyTorchLogits } from '../test/golden-rednet.ts';

registerTrainingKernels();

describeLayers('cpu');
describeLayers('wasm');
// The largest, with most of its time in tfjs's own convolutions, would take long.
itGivesPyTorchLogits('cpu', goldenRedNets.slice(0, -1));
itGivesPyTorchLogits('wasm');

it("a RedNet's stages train on wasm as on the CPU", async () => {
  expectSameLosses(await trainStages('wasm', 3), await trainStages('cpu', 3));
});
