// Runs in the browser: what `backends.ts` calls from Node.
import { describeTfjsDevice } from '@involution/adapters/tfjs-device';
import { register as registerWebgl } from '@involution/tfjs-webgl';
import { register as registerWebgpu } from '@involution/tfjs-webgpu';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { accuracy, type Images, type Schedule, type Step, train } from './train.ts';

/** Trains on a GPU backend with the images that Node serves, and logs every step as JSON. */
export async function trainInPage(
  backend: 'webgl' | 'webgpu',
  schedule: Schedule,
  stopAfter?: number,
): Promise<{ accuracy: number; device: string }> {
  tf.enableProdMode();
  registerWebgl();
  registerWebgpu();
  if (!(await tf.setBackend(backend))) throw new Error(`this browser has no ${backend}`);
  const logStep = (step: Step) => console.log(JSON.stringify(step));
  const model = await train(await fetchImages('train'), schedule, logStep, stopAfter);
  return { accuracy: await accuracy(model, await fetchImages('test')), device: describeTfjsDevice() };
}

async function fetchImages(name: 'train' | 'test'): Promise<Images> {
  const fetchBytes = async (part: string) => (await fetch(`/files/${name}.${part}`)).arrayBuffer();
  return {
    images: new Float32Array(await fetchBytes('images')),
    labels: new Uint8Array(await fetchBytes('labels')),
  };
}
