import type { Photo } from '@involution/runtimes/photo';
import { UnavailableError } from '@involution/runtimes/runtime';
import { timeCall } from '@involution/runtimes/timing';
import type { RuntimeId } from '../compute/runtimes.ts';
import type { Verdict } from './job.ts';
import type { Pool } from './pool.ts';
import type { Settings } from './settings.ts';

/** Each runtime is timed on this many runs at most, after one that warms up. */
const MAX_RUNS = 5;

/** How far a runtime has come. */
export type Progress =
  | { readonly state: 'waiting' | 'loading' | 'running' | 'stopped' }
  | { readonly state: 'unavailable' | 'failed'; readonly why: string }
  | ({ readonly state: 'done' } & Outcome);

/** What a runtime gave. */
export interface Outcome {
  readonly version: string;
  readonly device: string;
  readonly medianMs: number;
  readonly verdict: Verdict;
}

/** What is told of a run while it goes on. */
export interface Listener {
  onReference(picture: Photo): void;
  onProgress(id: RuntimeId, progress: Progress): void;
}

/**
 * Runs a job in runtime after runtime, never two at a time. Comes to its end also when the pool is stopped: runtimes that
 * are not done are stopped then.
 *
 * @throws Error when the reference fails.
 */
export async function runJob(pool: Pool, settings: Settings, photo: Photo, listener: Listener): Promise<void> {
  const { signal } = pool;
  const { onProgress } = listener;
  for (const id of settings.runtimes) onProgress(id, { state: 'waiting' });
  const left = [...settings.runtimes];
  try {
    const reference = pool.reference();
    const { call, picture } = await reference.prepare(settings, photo);
    listener.onReference(picture);
    for (const id of settings.runtimes) {
      try {
        onProgress(id, { state: 'loading' });
        const started = await pool.runtime(id);
        onProgress(id, { state: 'running' });
        const { result, medianMs } = await timeCall(started, call, MAX_RUNS);
        const verdict = await reference.judge(result, started.dataFormat);
        onProgress(id, { state: 'done', version: started.version, device: started.device, medianMs, verdict });
      } catch (error) {
        signal.throwIfAborted();
        const state = error instanceof UnavailableError ? 'unavailable' : 'failed';
        onProgress(id, { state, why: error instanceof Error ? error.message : String(error) });
        await pool.discard(id);
      }
      left.shift();
    }
  } catch (error) {
    for (const id of left) onProgress(id, { state: 'stopped' });
    if (!signal.aborted) throw error;
  }
}
