import { type BackendPair, benchShape } from '@involution/bench/tfjs/backend';
import { UnavailableError } from '@involution/runtimes/runtime';
import { setBackend, version_core } from '@tensorflow/tfjs-core';
// What is composed of tfjs's operators has tfjs's gradients.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { OpenBench } from './open-bench.ts';

/** What the page times of tfjs; the committed results have more. */
const CONTESTANTS = ['ours', 'composed', 'depthwise'];

export async function openTfjs(pair: BackendPair, threads: number, device: () => string): Promise<OpenBench> {
  if (!(await setBackend(pair.ours))) throw new UnavailableError(`tfjs can't start its backend ${pair.ours}`);
  return {
    runtime: `tfjs ${pair.ours}`,
    version: version_core,
    device: device(),
    threads,
    measure: (shape, direction, options) =>
      benchShape(shape, direction, pair, { contestants: CONTESTANTS, ...options }),
  };
}
