// From a model to sessions of its subgraphs, with our kernels between them.

import { likelyElementTypes, nameOf, readerOf, writeModel } from '@involution/onnx/model';
import { type NodeProto, TensorProto_DataType as Type, type ValueInfoProto } from 'onnx-buf';
import { channelsLastValues, handedOverName, prefersChannelsLast, withChannelsLast } from './channels-last.ts';
import { constantValues } from './constant-values.ts';
import { describeY, type InvolutionCall, involutionCall } from './involution-call.ts';
import type { Kernels } from './kernels.ts';
import type { OpenProvider } from './open-provider.ts';
import type { OrtModule, Session, SessionOptions, Tensor, ValueMetadata } from './ort.ts';
import { GPU_TYPES, ownOptions } from './ort-internals.ts';
import { type Partition, partitionGraph, type Subgraph } from './partition.ts';
import { type Placement, wrongType } from './placement.ts';
import type { PreparedModel } from './prepare-model.ts';
import type { LoadedPartition, LoadedSubgraph } from './run-plan.ts';
import { subgraphError } from './subgraph-error.ts';
import { subgraphModel } from './subgraph-model.ts';
import { metadataOf, valueInfoOf } from './value-types.ts';

/** A model, ready to run in parts. */
export interface SessionParts {
  partitions: readonly LoadedPartition[];
  /** Constants that involutions read, where the kernels want them. */
  constants: ReadonlyMap<string, Tensor>;
  inputs: readonly ValueMetadata[];
  outputs: readonly ValueMetadata[];
  /** Of the sessions; not of what is the provider's. */
  release(): Promise<void>;
}

/** Where a plan turned out to be wrong, once sessions told what values are. */
export class Misplaced extends Error {
  /** The involution that kernels can't run after all; `undefined`: none, because of the values at the boundaries. */
  readonly placement: Placement | undefined;

  constructor(placement: Placement | undefined, reason: string) {
    super(reason);
    this.placement = placement;
  }
}

/** What parts are made of. */
export interface PartsContext {
  ort: OrtModule;
  prepared: PreparedModel;
  provider: OpenProvider;
  kernels: Kernels;
  options: SessionOptions;
}

/**
 * Partitions a model at its involutions and loads the subgraphs, one after another: each tells the next the types and sizes that
 * it hands on, and none is in memory twice.
 *
 * @param placements The involutions that kernels run.
 * @throws Misplaced when they can't, after everything is released again.
 */
export async function loadParts(context: PartsContext, placements: readonly Placement[]): Promise<SessionParts> {
  const loader = new PartsLoader(context, placements);
  try {
    return await loader.load();
  } catch (error) {
    await loader.release();
    throw error;
  }
}

type Location = Tensor['location'];

class PartsLoader {
  readonly #context: PartsContext;
  /** Values that go from one session or involution to another with channels last, under another name. */
  readonly #channelsLast: ReadonlySet<string>;
  readonly #partitions: readonly Partition[];
  readonly #placements: ReadonlyMap<NodeProto, Placement>;
  readonly #sessions: Session[] = [];
  /** What is known of values: at first of the model's inputs, then of what each partition produces. */
  readonly #known = new Map<string, ValueMetadata>();
  readonly #typeOf: (value: string) => Type | undefined;
  /** Outputs of the model. */
  readonly #finals: ReadonlyMap<string, ValueInfoProto>;
  /** What is read by involutions or by a subgraph that doesn't produce it. */
  readonly #handedOn: ReadonlySet<string>;

  constructor(context: PartsContext, placements: readonly Placement[]) {
    const graph = context.prepared.model.graph!;
    this.#context = context;
    this.#placements = new Map(placements.map((placement) => [placement.site.node, placement]));
    const partitions = partitionGraph(graph, new Set(this.#placements.keys()));
    this.#channelsLast = prefersChannelsLast(context.ort, context.provider.config)
      ? channelsLastValues(graph, partitions)
      : new Set();
    this.#partitions = withChannelsLast(partitions, this.#channelsLast);
    this.#typeOf = likelyElementTypes(graph);
    this.#finals = new Map(graph.output.map((info) => [info.name, info]));
    this.#handedOn = new Set(
      this.#partitions.flatMap(({ subgraph, involutions }) => [
        ...(subgraph?.inputs ?? []),
        ...involutions.flatMap(({ input }) => input.map((value) => handedOverName(value, this.#channelsLast))),
      ]),
    );
    for (const info of graph.input) this.#known.set(info.name, this.#declared(info));
  }

  async load(): Promise<SessionParts> {
    const graph = this.#context.prepared.model.graph!;
    const partitions: LoadedPartition[] = [];
    for (const { subgraph, involutions } of this.#partitions) {
      partitions.push({
        subgraph: subgraph && (await this.#loadSubgraph(subgraph)),
        calls: involutions.map((node) => this.#call(node)),
      });
    }
    const defaults = new Set(graph.initializer.map(({ name }) => name));
    return {
      partitions,
      constants: this.#constants(),
      inputs: graph.input.flatMap(({ name }) => (defaults.has(name) ? [] : [this.#known.get(name)!])),
      outputs: graph.output.map(({ name }) => this.#known.get(name)!),
      release: () => this.release(),
    };
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.splice(0)) await session.release();
  }

  async #loadSubgraph(subgraph: Subgraph): Promise<LoadedSubgraph> {
    const { ort, prepared, provider, options } = this.#context;
    const known = new Map<string, ValueInfoProto>();
    for (const name of subgraph.inputs) {
      const value = this.#known.get(name);
      if (value?.isTensor) known.set(name, valueInfoOf(name, value));
    }
    const locations = Object.fromEntries(subgraph.outputs.map((name) => [name, this.#locationOf(name)]));
    const { node } = prepared.model.graph!;
    // Not of the transpositions at its boundaries.
    const labels = subgraph.nodes.filter((each) => node.includes(each)).map(nameOf);
    const session = await ort.InferenceSession.create(writeModel(subgraphModel(prepared.model, subgraph, known)), {
      ...ownOptions(options),
      executionProviders: [provider.config],
      // Where all is on the CPU, as it would be without: in a worker, onnxruntime takes no such option.
      preferredOutputLocation: Object.values(locations).every((location) => location === 'cpu') ? undefined : locations,
      externalData: [...prepared.files],
    }).catch((cause: unknown) => {
      throw subgraphError(cause, labels);
    });
    this.#sessions.push(session);
    for (const value of session.inputMetadata) this.#known.set(value.name, value);
    for (const value of session.outputMetadata) {
      this.#known.set(value.name, value);
      if (this.#handedOn.has(value.name)) requireHandable(value, locations[value.name]!);
    }
    return { session, inputs: subgraph.inputs, outputs: subgraph.outputs, labels };
  }

  /** What others read stays where the kernels work; the rest is where the user wants it. */
  #locationOf(name: string): Location {
    const { kernels, options } = this.#context;
    if (this.#handedOn.has(name)) {
      const type = this.#typeOf(name) ?? Type.FLOAT;
      if (type === Type.FLOAT || type === Type.FLOAT16) return kernels.location;
      if (!this.#finals.has(name)) return 'cpu';
    }
    const { preferredOutputLocation: preferred } = options;
    return typeof preferred === 'string' ? preferred : (preferred?.[name] ?? 'cpu');
  }

  #call(node: NodeProto): InvolutionCall {
    const call = involutionCall(node, this.#channelsLast.has(node.output[0]!) ? 'channelsLast' : 'channelsFirst');
    const [x, w] = [this.#known.get(call.x), this.#known.get(call.w)];
    for (const value of [x, w]) {
      if (value === undefined || (value.isTensor && value.type === 'float32')) continue;
      const type = value.isTensor ? value.type : 'no tensor';
      throw new Misplaced(this.#placements.get(node), wrongType(value.name, type));
    }
    const declared = this.#finals.get(call.y);
    this.#known.set(call.y, describeY(call, x, w, declared && this.#declared(declared)));
    return call;
  }

  /** The initializers that involutions read. */
  #constants(): Map<string, Tensor> {
    const { kernels, prepared } = this.#context;
    const readExternal = readerOf(prepared.files);
    const read = new Set([...this.#placements.keys()].flatMap(({ input }) => input));
    return new Map(
      prepared.model
        .graph!.initializer.filter(({ name }) => read.has(name))
        .map((tensor) => [
          tensor.name,
          kernels.constant(constantValues(tensor, readExternal), tensor.dims.map(Number)),
        ]),
    );
  }

  #declared(info: ValueInfoProto): ValueMetadata {
    return metadataOf(info, this.#context.options.freeDimensionOverrides ?? {});
  }
}

function requireHandable(value: ValueMetadata, location: Location): void {
  if (!value.isTensor)
    throw new Misplaced(undefined, `'${value.name}', which a session would hand to it, is no tensor`);
  if (location === 'gpu-buffer' && !GPU_TYPES.includes(value.type)) {
    throw new Misplaced(
      undefined,
      `'${value.name}', which a session would hand to it, is ${value.type} and can't be on a GPU`,
    );
  }
}
