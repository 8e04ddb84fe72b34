import '@involution/tfjs-cpu/register';
import '@involution/tfjs-webgl/register';
import '@involution/tfjs-webgpu/register';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { goldenRedNetsForGpu } from '@involution/fixtures/rednets';
import { it } from 'vitest';
import { describeLayers, expectSameLosses, trainStages } from '../test/backends.ts';
import { itGivesPyTorchLogits } from '../test/golden-rednet.ts';

describeLayers('webgl');
describeLayers('webgpu');
itGivesPyTorchLogits('webgl', goldenRedNetsForGpu);
itGivesPyTorchLogits('webgpu', goldenRedNetsForGpu);

// Most of the time is compilation of shaders, several hundred of them.
it.each(['webgl', 'webgpu'])(
  "a RedNet's stages train on %s as on the CPU",
  async (backend) => {
    expectSameLosses(await trainStages(backend, 2), await trainStages('cpu', 2));
  },
  120_000,
);
