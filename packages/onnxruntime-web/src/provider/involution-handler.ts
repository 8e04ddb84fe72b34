import { sizeOf, yShapeOf } from '@involution/core';
import { checkFeed } from './check-feeds.ts';
import { checkSupplied, deliver } from './deliver.ts';
import type { InvolutionCall } from './involution-call.ts';
import type { Kernels } from './kernels.ts';
import type { Lock } from './lock.ts';
import type { OrtModule, RunOptions, SessionHandler, SessionOptions, Tensor, ValueMetadata } from './ort.ts';
import { runsInWorker } from './ort-internals.ts';
import { type LoadedSubgraph, planRun, type Step } from './run-plan.ts';
import type { SessionParts } from './session-parts.ts';
import { subgraphError } from './subgraph-error.ts';

type Feeds = Readonly<Record<string, Tensor>>;
type Fetches = Readonly<Record<string, Tensor | null>>;

/** What an involution session is made of. */
export interface HandlerContext {
  ort: OrtModule;
  parts: SessionParts;
  kernels: Kernels;
  options: SessionOptions;
  lock: Lock;
  /** Frees parts and kernels. */
  release(): Promise<void>;
}

/** A session whose involutions run on our kernels: what onnxruntime has behind an `InferenceSession`. */
export class InvolutionSessionHandler implements SessionHandler {
  readonly inputMetadata: readonly ValueMetadata[];
  readonly outputMetadata: readonly ValueMetadata[];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly #context: HandlerContext;
  readonly #plans = new Map<string, Step[]>();
  /** Inputs that no subgraph reads, so that no session of onnxruntime checks them. */
  readonly #unchecked: readonly ValueMetadata[];
  #isReleased = false;

  constructor(context: HandlerContext) {
    const { inputs, outputs, partitions } = context.parts;
    this.#context = context;
    this.inputMetadata = inputs;
    this.outputMetadata = outputs;
    this.inputNames = inputs.map(({ name }) => name);
    this.outputNames = outputs.map(({ name }) => name);
    const read = new Set(partitions.flatMap(({ subgraph }) => subgraph?.inputs ?? []));
    this.#unchecked = inputs.filter(({ name }) => !read.has(name));
  }

  async run(feeds: Feeds, fetches: Fetches, options: RunOptions): Promise<Record<string, Tensor>> {
    // The words of onnxruntime-web for both.
    if (this.#isReleased) throw new Error('cannot run inference: the session is released');
    const unknown = Object.keys(feeds).find((name) => !this.inputNames.includes(name));
    if (unknown !== undefined) throw new Error(`invalid input '${unknown}'`);
    for (const input of this.#unchecked) checkFeed(input, feeds[input.name]!);
    return this.#context.lock(() => this.#run(feeds, fetches, options));
  }

  /** Lets runs that have begun, or wait for their turn, come to their end first. */
  async dispose(): Promise<void> {
    if (this.#isReleased) throw new Error('cannot release session: it is released');
    this.#isReleased = true;
    return this.#context.lock(() => this.#context.release());
  }

  startProfiling(): void {
    for (const { subgraph } of this.#context.parts.partitions) subgraph?.session.startProfiling();
  }

  /** Of the runs that were called before it. */
  endProfiling(): void {
    if (this.#isReleased) throw new Error('cannot end profiling: the session is released');
    void this.#context.lock(async () => {
      for (const { subgraph } of this.#context.parts.partitions) subgraph?.session.endProfiling();
    });
  }

  async #run(feeds: Feeds, fetches: Fetches, options: RunOptions): Promise<Record<string, Tensor>> {
    const wanted = Object.keys(fetches);
    const values = new Map<string, Tensor>([...Object.entries(feeds), ...this.#context.parts.constants]);
    /** What this run produced and still has to free. */
    const own = new Map<string, Tensor>();
    const add = (name: string, tensor: Tensor) => {
      values.set(name, tensor);
      if (tensor !== fetches[name]) own.set(name, tensor);
    };
    try {
      for (const { work, done } of this.#planFor(wanted)) {
        if ('call' in work) add(work.call.y, await this.#runCall(work.call, values, fetches));
        else {
          const results = await this.#runSubgraph(work.subgraph, work.fetches, values, fetches, options);
          for (const name of work.fetches) add(name, results[name]!);
        }
        for (const name of done) {
          own.get(name)?.dispose();
          own.delete(name);
        }
      }
      const results: [string, Tensor][] = [];
      for (const name of wanted) {
        results.push([name, await deliver(name, values.get(name)!, fetches[name], this.#locationOf(name))]);
      }
      for (const name of wanted) own.delete(name);
      // An entry of its own for any name, `__proto__` too.
      return Object.fromEntries(results);
    } finally {
      for (const tensor of own.values()) tensor.dispose();
    }
  }

  async #runSubgraph(
    { session, inputs, labels }: LoadedSubgraph,
    names: readonly string[],
    values: ReadonlyMap<string, Tensor>,
    fetches: Fetches,
    options: RunOptions,
  ): Promise<Readonly<Record<string, Tensor>>> {
    const { ort } = this.#context;
    const feeds = inputs.map((name) => {
      const tensor = values.get(name)!;
      // A worker takes the memory of what it is sent, and others may read the value after it.
      const copy = runsInWorker(ort) && tensor.location === 'cpu' && tensor.type !== 'string';
      return [name, copy ? new ort.Tensor(tensor.type, tensor.data.slice(), tensor.dims) : tensor] as const;
    });
    const wanted = names.map((name) => {
      const supplied = fetches[name];
      return [name, supplied?.location === 'cpu' ? null : (supplied ?? null)] as const;
    });
    try {
      return await session.run(Object.fromEntries(feeds), Object.fromEntries(wanted), options);
    } catch (cause) {
      throw subgraphError(cause, labels);
    }
  }

  async #runCall(call: InvolutionCall, values: ReadonlyMap<string, Tensor>, fetches: Fetches): Promise<Tensor> {
    const { kernels } = this.#context;
    const [x, w] = [values.get(call.x)!, values.get(call.w)!];
    const geometry = call.geometryFor(x, w);
    const supplied = fetches[call.y];
    const into = supplied?.location === 'gpu-buffer' && kernels.location === 'gpu-buffer' ? supplied : undefined;
    if (into !== undefined) checkSupplied(call.y, into, { type: 'float32', dims: yShapeOf(geometry) });
    const dims = yShapeOf(geometry);
    if (sizeOf(dims) === 0) return into ?? new this.#context.ort.Tensor('float32', new Float32Array(0), dims);
    return kernels.run(geometry, x, w, into);
  }

  #planFor(wanted: readonly string[]): Step[] {
    const key = JSON.stringify(wanted);
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      plan = planRun(this.#context.parts.partitions, wanted);
      this.#plans.set(key, plan);
    }
    return plan;
  }

  #locationOf(name: string): string {
    const { preferredOutputLocation: preferred } = this.#context.options;
    return typeof preferred === 'string' ? preferred : (preferred?.[name] ?? 'cpu');
  }
}
