// A step of training on one tfjs backend, with our kernels and without; runs in Node and in the page alike.
import { withoutOurKernels } from '@involution/adapters/tfjs-plain';
import { type Images, tensors, untrained } from '@involution/example-training/train';
import * as tf from '@tensorflow/tfjs';
import { type Contestants, contest, type Medians, type Run } from '../contest.ts';

/** Steps are timed at weights that hardly move. */
const LEARNING_RATE = 1e-4;

/**
 * Median milliseconds of a step: forward, gradients of all weights, update, and the loss read back.
 *
 * @param ours The backend with our kernels.
 * @param plain The one without them. May be the same one: then our kernels are taken from it meanwhile.
 */
export async function timeSteps(ours: string, plain: string, batch: Images): Promise<Medians> {
  const trainers = {
    ours: await stepsOn(ours, batch),
    fallback: await stepsOn(plain, batch),
  };
  const contestants: Contestants = {
    ours: trainers.ours,
    fallback: (calls) => withoutOurKernels(plain, () => trainers.fallback(calls)),
  };
  // Shaders are compiled, and memory is taken, in the first steps.
  for (const run of Object.values(contestants)) await run(2);
  return await contest(contestants);
}

async function stepsOn(backend: string, batch: Images): Promise<Run> {
  await tf.setBackend(backend);
  const { model, optimizer } = untrained(1);
  optimizer.setLearningRate(LEARNING_RATE);
  const { x, y } = tensors(batch);
  return async (calls) => {
    await tf.setBackend(backend);
    for (let call = 0; call < calls; call++) await model.trainOnBatch(x, y);
  };
}
