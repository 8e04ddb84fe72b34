import type { TestResult } from '@involution/conformance';
import { UnavailableError } from '@involution/runtimes/runtime';
import { proxy } from 'comlink';
import type { RuntimeId } from '../compute/runtimes.ts';
import { stoppable } from '../compute/stoppable.ts';
import type { Kit, StartReport, Subject } from './kit.ts';
import type { Selection } from './selection.ts';

/** What a run tells while it goes on. */
export interface RunListener {
  onStart(subject: Subject): void;
  onResults(results: TestResult[]): void;
}

/**
 * Runs tests of the kit on a runtime: in a worker of its own, or in the page where only that has WebGL, as in WebKitGTK.
 *
 * @param signal Ends a worker at once and in whatever it does, and a run in the page with the test that it is at.
 * @throws UnavailableError where this browser lacks what the runtime needs.
 */
export async function runKit(
  id: RuntimeId,
  selection: Selection,
  listener: RunListener,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const run = id === 'tfjs-webgl' && !workersHaveWebgl() ? runInPage : runInWorker;
  await run(id, selection, listener, signal);
}

function workersHaveWebgl(): boolean {
  return typeof OffscreenCanvas !== 'undefined' && new OffscreenCanvas(1, 1).getContext('webgl2') !== null;
}

const runInPage: typeof runKit = async (id, selection, { onStart, onResults }, signal) => {
  const { kit } = await import('./kit.ts');
  onStart(subjectOf(await kit.start(id)));
  await kit.run(selection, (results) => {
    signal.throwIfAborted();
    onResults(results);
  });
};

const runInWorker: typeof runKit = async (id, selection, { onStart, onResults }, signal) => {
  const worker = new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: `conformance of ${id}` });
  const { calls, orEnded, end } = stoppable<Kit>(worker, id, signal);
  try {
    onStart(subjectOf(await orEnded<StartReport>(calls.start(id))));
    await orEnded(calls.run(selection, proxy(onResults)));
  } finally {
    end();
  }
};

function subjectOf(started: StartReport): Subject {
  if ('unavailable' in started) throw new UnavailableError(started.unavailable);
  return started;
}
