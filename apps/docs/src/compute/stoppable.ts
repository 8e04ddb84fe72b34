import { type Remote, wrap } from 'comlink';

/** A worker that can be ended in whatever it does. */
export interface StoppableWorker<Calls> {
  readonly calls: Remote<Calls>;
  /** What a call gives; rejects once the worker is ended by the signal or by an error. */
  orEnded<T>(work: Promise<T>): Promise<T>;
  end(): void;
}

/**
 * The calls of a worker that exposes them with comlink.
 *
 * @param worker Just made; of the ones that Vite is to bundle, `new Worker(new URL(…))` must be written where it is made.
 * @param name For the message when it can't be loaded.
 * @param signal Ends the worker, at once; what is awaited then rejects with the signal's reason.
 */
export function stoppable<Calls>(worker: Worker, name: string, signal: AbortSignal): StoppableWorker<Calls> {
  const end = () => worker.terminate();
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      end();
      reject(signal.reason);
    });
    worker.addEventListener('error', ({ message }) => {
      end();
      reject(new Error(message || `the worker of ${name} can't be loaded`));
    });
  });
  // Whether or not somebody waits for something right now.
  ended.catch(() => {});
  return { calls: wrap<Calls>(worker), orEnded: (work) => Promise.race([work, ended]), end };
}
