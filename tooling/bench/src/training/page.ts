// Runs in the browser: what `training.ts` calls from Node.
import { describeTfjsDevice } from '@involution/adapters/tfjs-device';
import type { Medians } from '../contest.ts';
import { type GpuBackend, pairOf } from '../tfjs/gpu-pair.ts';
import { timeSteps } from './steps.ts';

/** Times a step on a GPU backend, on the images and labels that Node serves. */
export async function timeStepsInPage(backend: GpuBackend): Promise<{ device: string; medians: Medians }> {
  const { ours, plain } = await pairOf(backend);
  const device = describeTfjsDevice();
  const fetchBytes = async (name: string) => (await fetch(`/files/${name}`)).arrayBuffer();
  const images = new Float32Array(await fetchBytes('images'));
  return {
    device,
    medians: await timeSteps(ours, plain, { images, labels: new Uint8Array(await fetchBytes('labels')) }),
  };
}
