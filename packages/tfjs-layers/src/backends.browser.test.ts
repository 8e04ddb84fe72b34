import '@involution/tfjs-cpu/register';
import '@involution/tfjs-webgl/register';
import '@involution/tfjs-webgpu/register';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { it } from 'vitest';
import { describeLayers, expectSameLosses, trainRedNet } from '../test/backends.ts';
import { itGivesPyTorchLogits } from '../test/golden-rednet.ts';

describeLayers('webgl');
describeLayers('webgpu');
itGivesPyTorchLogits('webgl');
itGivesPyTorchLogits('webgpu');

it.each(['webgl', 'webgpu'])('a RedNet trains on %s as on the CPU', async (backend) => {
  expectSameLosses(await trainRedNet(backend, 3), await trainRedNet('cpu', 3));
});
