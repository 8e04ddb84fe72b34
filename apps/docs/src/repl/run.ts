import { proxy } from 'comlink';
import { stoppable } from '../compute/stoppable.ts';
import type { Line, WorkerCalls } from './worker.ts';

/**
 * Runs a program in a worker of its own, to its end.
 *
 * @param onLine Gets each line that it logs, at once.
 * @param signal Ends it, at once and in whatever it does; the promise then rejects with the signal's reason.
 * @returns The error that ended it, where one did.
 */
export async function runProgram(
  code: string,
  onLine: (line: Line) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const worker = new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: 'repl' });
  const { calls, orEnded, end } = stoppable<WorkerCalls>(worker, 'the REPL', signal);
  try {
    return await orEnded(calls.run(code, proxy(onLine)));
  } finally {
    end();
  }
}
