// What the home page runs: a 7×7 layer in each of a few runtimes, and both jobs in the fastest.
import type { NdArray } from '@involution/core';
import type { Photo } from '@involution/runtimes/photo';
import { timeCall } from '@involution/runtimes/timing';
import type { RuntimeId } from '../compute/runtimes.ts';
import type { Verdict } from '../playground/job.ts';
import type { Pool } from '../playground/pool.ts';
import { DEFAULT_SETTINGS, type Settings } from '../playground/settings.ts';

/** Small enough to be loaded all three by who only wants a look. */
export const CANDIDATES: readonly RuntimeId[] = ['tfjs-webgpu', 'tfjs-webgl', 'tfjs-wasm'];

const LAYER: Settings = { ...DEFAULT_SETTINGS, job: 'layer', kernelSize: 7 };
const SHARPEN: Settings = { ...DEFAULT_SETTINGS, job: 'sharpen' };
const MAX_RUNS = 5;

/** Median time of the layer in a runtime that this browser has. */
export interface Timing {
  readonly id: RuntimeId;
  readonly medianMs: number;
}

/** What the fastest runtime gave. */
export interface DemoOutcome {
  readonly id: RuntimeId;
  readonly device: string;
  readonly layer: Verdict;
  readonly sharpened: Verdict;
}

/**
 * @param onTiming Called with each runtime that could be run.
 * @returns `undefined` when there is none.
 * @throws The reason of the pool's signal once the pool is stopped.
 */
export async function runDemo(
  pool: Pool,
  photo: Photo,
  onTiming: (timing: Timing) => void,
): Promise<DemoOutcome | undefined> {
  const { signal } = pool;
  const reference = pool.reference();
  const { call } = await reference.prepare(LAYER, photo);
  let fastest: (Timing & { result: NdArray }) | undefined;
  for (const id of CANDIDATES) {
    try {
      const timed = { id, ...(await timeCall(await pool.runtime(id), call, MAX_RUNS)) };
      onTiming({ id, medianMs: timed.medianMs });
      if (fastest === undefined || timed.medianMs < fastest.medianMs) fastest = timed;
    } catch {
      // It is missing here, or fails: the playground says why.
      signal.throwIfAborted();
    }
  }
  if (fastest === undefined) return undefined;
  const { id, result } = fastest;
  const started = await pool.runtime(id);
  const layer = await reference.judge(result, started.dataFormat);
  const sharpen = await reference.prepare(SHARPEN, photo);
  const timed = await timeCall(started, sharpen.call, 1);
  const sharpened = await reference.judge(timed.result, started.dataFormat);
  return { id, device: started.device, layer, sharpened };
}
