import type { TestResult } from '@involution/conformance';
import { UnavailableError } from '@involution/runtimes/runtime';
import { proxy } from 'comlink';
import type { RuntimeId } from '../compute/runtimes.ts';
import { stoppable } from '../compute/stoppable.ts';
import type { Selection } from './selection.ts';
import type { StartReport, Subject, WorkerCalls } from './worker.ts';

/** What a run tells while it goes on. */
export interface RunListener {
  onStart(subject: Subject): void;
  onResults(results: TestResult[]): void;
}

/**
 * Runs tests of the kit on a runtime, in a worker of its own.
 *
 * @param signal Ends the worker, at once and in whatever it does.
 * @throws UnavailableError where this browser lacks what the runtime needs.
 */
export async function runInWorker(
  id: RuntimeId,
  selection: Selection,
  { onStart, onResults }: RunListener,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: `conformance of ${id}` });
  const { calls, orEnded, end } = stoppable<WorkerCalls>(worker, id, signal);
  try {
    const started = await orEnded<StartReport>(calls.start(id));
    if ('unavailable' in started) throw new UnavailableError(started.unavailable);
    onStart(started);
    await orEnded(calls.run(selection, proxy(onResults)));
  } finally {
    end();
  }
}
