import { type FusedGeometry, yShapeOf } from '@involution/core';
import { checkFeed, checkGpuTensor } from './check-tensors.ts';
import type { ConvolutionCall } from './convolution-call.ts';
import { checkSupplied, deliver } from './deliver.ts';
import type { InvolutionCall } from './involution-call.ts';
import { type FloatType, isResident, type Kernels, type Value } from './kernels.ts';
import type { LoadedPartitions } from './load-partitions.ts';
import type { Lock } from './lock.ts';
import { MESSAGES, runsInWorker } from './onnxruntime-internals.ts';
import type { OrtModule, RunOptions, SessionHandler, SessionOptions, Tensor, ValueMetadata } from './ort.ts';
import { isConvolution, isSubgraph, type LoadedSubgraph, planRun, type Step } from './run-plan.ts';
import { subgraphError } from './subgraph-error.ts';
import { asTensor } from './tensor-values.ts';

type Feeds = Readonly<Record<string, Tensor>>;
type Fetches = Readonly<Record<string, Tensor | null>>;

/** What an involution session is made of. */
export interface HandlerContext {
  ort: OrtModule;
  loaded: LoadedPartitions;
  kernels: Kernels;
  options: SessionOptions;
  lock: Lock;
  /** Frees the sessions and kernels. */
  release(): Promise<void>;
}

/** A session whose involutions run on our kernels: what onnxruntime has behind an `InferenceSession`. */
export class InvolutionSessionHandler implements SessionHandler {
  readonly inputMetadata: readonly ValueMetadata[];
  readonly outputMetadata: readonly ValueMetadata[];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly #context: HandlerContext;
  readonly #subgraphs: readonly LoadedSubgraph[];
  readonly #plans = new Map<string, Step[]>();
  /** Inputs that no subgraph reads, so that no session of onnxruntime checks them. */
  readonly #unchecked: readonly ValueMetadata[];
  #isReleased = false;

  constructor(context: HandlerContext) {
    const { inputs, outputs, tasks } = context.loaded;
    this.#context = context;
    this.inputMetadata = inputs;
    this.outputMetadata = outputs;
    this.inputNames = inputs.map(({ name }) => name);
    this.outputNames = outputs.map(({ name }) => name);
    this.#subgraphs = tasks.filter(isSubgraph);
    const read = new Set(this.#subgraphs.flatMap((subgraph) => subgraph.inputs));
    this.#unchecked = inputs.filter(({ name }) => !read.has(name));
  }

  /** Where its kernels run. */
  get location(): Kernels['location'] {
    return this.#context.kernels.location;
  }

  async run(feeds: Feeds, fetches: Fetches, options: RunOptions): Promise<Record<string, Tensor>> {
    if (this.#isReleased) throw new Error(MESSAGES.runOnReleased);
    const unknown = Object.keys(feeds).find((name) => !this.inputNames.includes(name));
    if (unknown !== undefined) throw new Error(MESSAGES.unknownInput(unknown));
    const wanted = Object.keys(fetches);
    if (wanted.length === 0) throw new Error(MESSAGES.noOutput);
    for (const input of this.#unchecked) checkFeed(input, feeds[input.name]!);
    for (const [name, tensor] of Object.entries(feeds)) checkGpuTensor(`input '${name}'`, tensor);
    for (const name of wanted) checkGpuTensor(`tensor for output '${name}'`, fetches[name]);
    return this.#context.lock(() => this.#run(feeds, fetches, wanted, options));
  }

  /** Lets runs that have begun, or wait for their turn, come to their end first. */
  async dispose(): Promise<void> {
    if (this.#isReleased) throw new Error(MESSAGES.releaseOnReleased);
    this.#isReleased = true;
    return this.#context.lock(() => this.#context.release());
  }

  startProfiling(): void {
    for (const { session } of this.#subgraphs) session.startProfiling();
  }

  /** Of the runs that were called before it. */
  endProfiling(): void {
    if (this.#isReleased) throw new Error(MESSAGES.profileOnReleased);
    void this.#context.lock(async () => {
      for (const { session } of this.#subgraphs) session.endProfiling();
    });
  }

  async #run(
    feeds: Feeds,
    fetches: Fetches,
    wanted: readonly string[],
    options: RunOptions,
  ): Promise<Record<string, Tensor>> {
    const values = new Map<string, Value>([...Object.entries(feeds), ...this.#context.loaded.constants]);
    /** What this run made and still has to free. */
    const own = new Map<string, Value>();
    try {
      for (const { task, outputs, done } of this.#planFor(wanted)) {
        const results = isSubgraph(task)
          ? await this.#runSubgraph(task, outputs, values, fetches, options)
          : { [task.outputs[0]]: await this.#runCall(task, values, fetches) };
        for (const [name, tensor] of Object.entries(results)) {
          values.set(name, tensor);
          if (tensor !== fetches[name]) own.set(name, tensor);
        }
        for (const name of done) {
          own.get(name)?.dispose();
          own.delete(name);
        }
      }
      const delivered: [string, Tensor][] = [];
      for (const name of wanted) {
        const value = values.get(name)!;
        const tensor = asTensor(this.#context.ort, value);
        delivered.push([name, await deliver(name, tensor, fetches[name], this.#locationOf(name))]);
      }
      for (const name of wanted) if (!isResident(values.get(name)!)) own.delete(name);
      return Object.fromEntries(delivered);
    } finally {
      for (const tensor of own.values()) tensor.dispose();
    }
  }

  async #runSubgraph(
    { session, inputs, labels }: LoadedSubgraph,
    outputs: readonly string[],
    values: ReadonlyMap<string, Value>,
    fetches: Fetches,
    options: RunOptions,
  ): Promise<Readonly<Record<string, Value>>> {
    const { ort } = this.#context;
    const feeds = inputs.map((name) => {
      const value = values.get(name)!;
      const tensor = asTensor(ort, value);
      // A worker takes the memory of what it is sent, and others may read the value after it.
      const copy = runsInWorker(ort) && tensor.location === 'cpu' && tensor.type !== 'string';
      return [name, copy ? new ort.Tensor(tensor.type, tensor.data.slice(), tensor.dims) : tensor] as const;
    });
    const wanted = outputs.map((name) => {
      const supplied = fetches[name];
      return [name, supplied?.location === 'cpu' ? null : (supplied ?? null)] as const;
    });
    try {
      return await session.run(Object.fromEntries(feeds), Object.fromEntries(wanted), options);
    } catch (cause) {
      throw subgraphError(cause, labels);
    }
  }

  async #runCall(
    call: InvolutionCall | ConvolutionCall,
    values: ReadonlyMap<string, Value>,
    fetches: Fetches,
  ): Promise<Value> {
    const [x, second] = call.inputs.map((name) => values.get(name)!) as [Value, Value];
    const { convolutions } = this.#context.kernels;
    if (isConvolution(call)) return convolutions!.run(call.convolution, x, second);
    const y = await this.#runInvolution(call, x, second, fetches);
    if (call.finish && isResident(y)) convolutions!.finish(y, call.finish);
    return y;
  }

  async #runInvolution(call: InvolutionCall, x: Value, w: Value, fetches: Fetches): Promise<Value> {
    const { kernels } = this.#context;
    const [y] = call.outputs;
    const work = call.workFor(x, w);
    const dims = 'geometry' in work ? yShapeOf(work.geometry) : work.emptyShape;
    const supplied = fetches[y];
    const into = supplied?.location === 'gpu-buffer' && kernels.location === 'gpu-buffer' ? supplied : undefined;
    if (into !== undefined) checkSupplied(y, into, { type: x.type, dims });
    if ('geometry' in work) {
      const { geometry } = work;
      if (call.span) return kernels.runFused(geometry as FusedGeometry, x, w, call.span, into);
      return kernels.run(geometry, x, w, into);
    }
    return into ?? kernels.empty(x.type as FloatType, dims);
  }

  #planFor(wanted: readonly string[]): Step[] {
    // A name may hold any character.
    const key = JSON.stringify(wanted);
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      plan = planRun(this.#context.loaded.tasks, wanted);
      this.#plans.set(key, plan);
    }
    return plan;
  }

  #locationOf(name: string): string {
    const { preferredOutputLocation: preferred } = this.#context.options;
    return typeof preferred === 'string' ? preferred : (preferred?.[name] ?? 'cpu');
  }
}
