// Runtimes that stay started from one digit to the next, each in a worker of its own.
import type { NetworkCall } from '@involution/runtimes/call';
import { type StartedRuntime, UnavailableError } from '@involution/runtimes/runtime';
import { startInWorker } from '../compute/client.ts';
import type { RuntimeId } from '../compute/runtimes.ts';
import { type StoppableWorker, stoppable } from '../compute/stoppable.ts';
import type { KernelCalls, KernelPictures } from './worker.ts';

/** What a runtime gives for the images. */
export interface Computed {
  readonly version: string;
  readonly device: string;
  /** For all images together, shaders compiled before. */
  readonly ms: number;
  /** `[N, 10]` */
  readonly logits: Float32Array;
}

/** What a runtime gives, or why it gives nothing. */
export type Outcome = Computed | { readonly unavailable: string } | { readonly failed: string };

export class Runs {
  readonly #aborting = new AbortController();
  readonly #started = new Map<RuntimeId, StartedRuntime>();
  #kernels: StoppableWorker<KernelCalls> | undefined;

  /** Ends all workers at once; what is awaited rejects. The runs are of no further use. */
  stop(): void {
    this.#aborting.abort(new DOMException('stopped', 'AbortError'));
  }

  /** Of `stop`. */
  get signal(): AbortSignal {
    return this.#aborting.signal;
  }

  /** @throws The signal's reason once stopped. */
  async classify(id: RuntimeId, call: NetworkCall): Promise<Outcome> {
    try {
      const runtime = this.#started.get(id) ?? (await startInWorker(id, this.signal));
      this.#started.set(id, runtime);
      const prepared = await runtime.prepareNetwork(call);
      const ms = await prepared.run();
      const { data } = await prepared.result();
      await prepared.dispose();
      return { version: runtime.version, device: runtime.device, ms, logits: Float32Array.from(data) };
    } catch (error) {
      this.signal.throwIfAborted();
      // What failed once is started afresh the next time.
      await this.#started.get(id)?.stop?.();
      this.#started.delete(id);
      if (error instanceof UnavailableError) return { unavailable: error.message };
      return { failed: error instanceof Error ? error.message : String(error) };
    }
  }

  /** @param call With one image. */
  async kernels(call: NetworkCall): Promise<KernelPictures[]> {
    this.signal.throwIfAborted();
    this.#kernels ??= stoppable<KernelCalls>(
      new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: 'kernels' }),
      'the kernels',
      this.signal,
    );
    return this.#kernels.orEnded(this.#kernels.calls.pictures(call));
  }
}
