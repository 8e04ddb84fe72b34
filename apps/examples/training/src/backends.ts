import { ensureBrowser } from '@involution/browser/install';
import { openModulePage } from '@involution/browser/page';
import { register, registerTrainingKernels } from '@involution/tfjs-wasm';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { accuracy, type Images, type OnStep, type Schedule, type Step, train } from './train.ts';

/** The backends on which the RedNet can be trained. */
export const BACKENDS = ['wasm', 'webgl', 'webgpu'] as const;
export type Backend = (typeof BACKENDS)[number];

/** What to train and to test with. */
export interface Data {
  readonly train: Images;
  readonly test: Images;
}

/** How well the trained model does, and on what device where that is a GPU. */
export interface Trained {
  readonly accuracy: number;
  readonly device?: string;
}

/** Trains on a backend as `train` does: on wasm in this process, on the others in a headless browser. */
export async function trainOn(
  backend: Backend,
  data: Data,
  schedule: Schedule,
  onStep: OnStep,
  stopAfter?: number,
): Promise<Trained> {
  return backend === 'wasm'
    ? await trainOnWasm(data, schedule, onStep, stopAfter)
    : await trainInBrowser(backend, data, schedule, onStep, stopAfter);
}

async function trainOnWasm(data: Data, schedule: Schedule, onStep: OnStep, stopAfter?: number): Promise<Trained> {
  tf.enableProdMode();
  register();
  registerTrainingKernels();
  await tf.setBackend('wasm');
  const model = await train(data.train, schedule, onStep, stopAfter);
  const share = await accuracy(model, data.test);
  model.dispose();
  return { accuracy: share };
}

async function trainInBrowser(
  backend: 'webgl' | 'webgpu',
  data: Data,
  schedule: Schedule,
  onStep: OnStep,
  stopAfter?: number,
): Promise<Trained> {
  ensureBrowser();
  const page = await openModulePage(new URL('in-page.ts', import.meta.url), (text) => {
    onStep(JSON.parse(text) as Step);
  });
  try {
    for (const name of ['train', 'test'] as const) {
      page.files.set(`${name}.images`, data[name].images).set(`${name}.labels`, data[name].labels);
    }
    return await page.call<Trained>('trainInPage', backend, schedule, stopAfter);
  } finally {
    await page.close();
  }
}
