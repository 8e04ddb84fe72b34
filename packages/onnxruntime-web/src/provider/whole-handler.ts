import type { Lock } from './lock.ts';
import type { RunOptions, Session, SessionHandler, Tensor, ValueMetadata } from './ort.ts';

/** One session of unmodified onnxruntime-web: of a model without involutions, or one whose involutions are functions. */
export class WholeSessionHandler implements SessionHandler {
  readonly inputMetadata: readonly ValueMetadata[];
  readonly outputMetadata: readonly ValueMetadata[];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly #session: Session;
  readonly #lock: Lock;

  constructor(session: Session, lock: Lock) {
    this.inputMetadata = session.inputMetadata;
    this.outputMetadata = session.outputMetadata;
    this.inputNames = session.inputNames;
    this.outputNames = session.outputNames;
    this.#session = session;
    this.#lock = lock;
  }

  async run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches: Readonly<Record<string, Tensor | null>>,
    options: RunOptions,
  ): Promise<Readonly<Record<string, Tensor>>> {
    return this.#lock(() => this.#session.run(feeds, fetches, options));
  }

  async dispose(): Promise<void> {
    return this.#lock(() => this.#session.release());
  }

  startProfiling(): void {
    this.#session.startProfiling();
  }

  /** Of the runs that were called before it. */
  endProfiling(): void {
    void this.#lock(async () => this.#session.endProfiling());
  }
}
