import { type PreparedCall, type StartedRuntime, UnavailableError } from '@involution/runtimes/runtime';
import type { RuntimeId } from './runtimes.ts';
import { stoppable } from './stoppable.ts';
import type { StartReport, WorkerCalls } from './worker.ts';

/**
 * A runtime in a worker of its own, for one call at a time.
 *
 * @param signal Ends the worker, at once and in whatever it does; what is awaited then rejects with the signal's reason.
 * @throws UnavailableError where this browser lacks what the runtime needs.
 */
export async function startInWorker(
  id: RuntimeId,
  signal: AbortSignal,
): Promise<StartedRuntime & { stop(): Promise<void> }> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: id });
  const { calls, orEnded, end } = stoppable<WorkerCalls>(worker, id, signal);
  const started = await orEnded<StartReport>(calls.start(id));
  if ('unavailable' in started) {
    end();
    throw new UnavailableError(started.unavailable);
  }
  const prepared: PreparedCall = {
    run: () => orEnded(calls.run()),
    result: () => orEnded(calls.result()),
    dispose: () => orEnded(calls.dispose()),
  };
  return {
    ...started,
    async prepare(call) {
      await orEnded(calls.prepare(call));
      return prepared;
    },
    async prepareNetwork(call) {
      await orEnded(calls.prepareNetwork(call));
      return prepared;
    },
    stop: async () => end(),
  };
}
