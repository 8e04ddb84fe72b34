import type { DataFormat, NdArray } from '@involution/core';
import type { Call } from '@involution/runtimes/call';
import type { Photo } from '@involution/runtimes/photo';
import { startInWorker } from '../compute/client.ts';
import type { RuntimeId } from '../compute/runtimes.ts';
import { stoppable } from '../compute/stoppable.ts';
import type { Verdict } from './job.ts';
import type { ReferenceCalls } from './reference-worker.ts';
import type { Settings } from './settings.ts';

/** The reference in a worker of its own; each function rejects once that is ended. */
export interface Reference {
  makeCall(settings: Settings, photo: Photo): Promise<Call>;
  prepare(settings: Settings, photo: Photo): Promise<{ call: Call; picture: Photo }>;
  judge(result: NdArray, dataFormat: DataFormat): Promise<Verdict>;
  pictureOf(result: NdArray, dataFormat: DataFormat): Promise<Photo>;
}

type Started = Awaited<ReturnType<typeof startInWorker>>;

/** Workers that are started when they are first asked for, and kept until all are ended at once. */
export class Pool {
  #ending = new AbortController();
  #reference: Reference | undefined;
  readonly #runtimes = new Map<RuntimeId, Promise<Started>>();

  /** Aborted by the next {@link stop}. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  reference(): Reference {
    this.#reference ??= startReference(this.signal);
    return this.#reference;
  }

  /** @throws UnavailableError where this browser lacks what the runtime needs. */
  runtime(id: RuntimeId): Promise<Started> {
    const started = this.#runtimes.get(id) ?? startInWorker(id, this.signal);
    this.#runtimes.set(id, started);
    return started;
  }

  /** Ends a runtime that has failed: the next call starts another. */
  async discard(id: RuntimeId): Promise<void> {
    const started = this.#runtimes.get(id);
    this.#runtimes.delete(id);
    await started?.then(
      ({ stop }) => stop(),
      () => {},
    );
  }

  /** Ends all workers, whatever they do. */
  stop(): void {
    this.#ending.abort();
    this.#ending = new AbortController();
    this.#reference = undefined;
    this.#runtimes.clear();
  }
}

function startReference(signal: AbortSignal): Reference {
  const worker = new Worker(new URL('reference-worker.ts', import.meta.url), { type: 'module', name: 'reference' });
  const { calls, orEnded } = stoppable<ReferenceCalls>(worker, 'the reference', signal);
  return {
    makeCall: (settings, photo) => orEnded(calls.makeCall(settings, photo)),
    prepare: (settings, photo) => orEnded(calls.prepare(settings, photo)),
    judge: (result, dataFormat) => orEnded(calls.judge(result, dataFormat)),
    pictureOf: (result, dataFormat) => orEnded(calls.pictureOf(result, dataFormat)),
  };
}
