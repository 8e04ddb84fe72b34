// From the partitions of a model to what runs them: sessions of onnxruntime-web, and our kernels between them.
import { likelyElementTypes, nameOf, readerOf, writeModel } from '@involution/onnx/model';
import { type NodeProto, TensorProto_DataType as Type, type ValueInfoProto } from '@involution/onnx/proto';
import { handedOverName } from './channels-last-names.ts';
import { constantValues } from './constant-values.ts';
import { convolutionCall, describeConvolved } from './convolution-call.ts';
import type { FusedModel } from './fuse-model.ts';
import { describeY, involutionCall, requireTypes, type TensorMetadata } from './involution-call.ts';
import { type Absorbed, type FloatType, isFloatType, type Kernels } from './kernels.ts';
import { canBeHandedOver, copiedOptions, GPU_ELEMENT_BYTES } from './onnxruntime-internals.ts';
import type { OrtModule, ProviderConfig, Session, SessionOptions, Tensor, ValueMetadata } from './ort.ts';
import type { Subgraph } from './partition.ts';
import type { PartitionedModel } from './partition-model.ts';
import { type Placement, runAsFunctions, unsupportedType } from './placement.ts';
import { isSubgraph, type LoadedSubgraph, type Task } from './run-plan.ts';
import { subgraphError } from './subgraph-error.ts';
import { subgraphModel } from './subgraph-model.ts';
import { metadataOf, metadataOfConstant, typeNameOf, valueInfoOf } from './value-types.ts';

/** A model, ready to run in parts. */
export interface LoadedPartitions {
  /** In the order of a run. */
  tasks: readonly Task[];
  /** Constants that involutions read, where the kernels want them. */
  constants: ReadonlyMap<string, Tensor>;
  inputs: readonly ValueMetadata[];
  outputs: readonly ValueMetadata[];
  /** Of the sessions; not of what is the provider's. */
  release(): Promise<void>;
}

/** Thrown where a value would have to go from one session to another and can't: the model has to be one session. */
export class IndivisibleError extends Error {}

/** What partitions are loaded with. */
export interface LoadContext {
  ort: OrtModule;
  /** The execution provider that runs the subgraphs. */
  config: ProviderConfig;
  kernels: Kernels;
  absorbed: Absorbed;
  options: SessionOptions;
}

/**
 * Loads the subgraphs of a model, one after another: each tells the next the types and sizes that it hands on, and none is
 * in memory twice.
 *
 * @param placements Get a reason where the sessions before an involution tell that kernels can't run it. Its function then
 * is a subgraph of its own.
 * @throws IndivisibleError after everything is released again.
 */
export async function loadPartitions(
  context: LoadContext,
  fusedModel: FusedModel,
  partitioned: PartitionedModel,
  placements: readonly Placement[],
): Promise<LoadedPartitions> {
  const loader = new PartitionsLoader(context, fusedModel, partitioned, placements);
  try {
    return await loader.load();
  } catch (error) {
    await loader.release();
    throw error;
  }
}

type Location = Tensor['location'];

class PartitionsLoader {
  readonly #context: LoadContext;
  readonly #fused: FusedModel;
  readonly #partitioned: PartitionedModel;
  readonly #placements: ReadonlyMap<NodeProto, Placement>;
  readonly #sessions: Session[] = [];
  /** What is known of values: at first of the model's inputs, then of what each task produces. */
  readonly #known = new Map<string, ValueMetadata>();
  readonly #typeOf: (value: string) => number | undefined;
  /** Outputs of the model. */
  readonly #finals: ReadonlyMap<string, ValueInfoProto>;
  /** What is read by involutions or by a subgraph that doesn't produce it. */
  readonly #handedOn: ReadonlySet<string>;

  constructor(
    context: LoadContext,
    fused: FusedModel,
    partitioned: PartitionedModel,
    placements: readonly Placement[],
  ) {
    const graph = fused.model.graph!;
    const { partitions, channelsLast } = partitioned;
    this.#context = context;
    this.#fused = fused;
    this.#partitioned = partitioned;
    this.#placements = new Map(placements.map((placement) => [placement.site.node, placement]));
    this.#typeOf = likelyElementTypes(graph);
    this.#finals = new Map(graph.output.map((info) => [info.name, info]));
    this.#handedOn = new Set(
      partitions.flatMap(({ subgraph, involutions }) => [
        ...(subgraph?.inputs ?? []),
        ...involutions.flatMap(({ input }) => input.map((value) => handedOverName(value, channelsLast))),
      ]),
    );
    for (const tensor of graph.initializer) this.#known.set(tensor.name, metadataOfConstant(tensor));
    // Of those that are inputs too, a run can bring others.
    for (const info of graph.input) this.#known.set(info.name, this.#declared(info));
  }

  async load(): Promise<LoadedPartitions> {
    const graph = this.#fused.model.graph!;
    const tasks: Task[] = [];
    for (const { subgraph, involutions } of this.#partitioned.partitions) {
      if (subgraph !== undefined) tasks.push(await this.#loadSubgraph(subgraph));
      for (const node of involutions) tasks.push(await this.#loadCall(node));
    }
    const defaults = new Set(graph.initializer.map(({ name }) => name));
    return {
      tasks,
      constants: this.#constants(tasks),
      inputs: graph.input.flatMap(({ name }) => (defaults.has(name) ? [] : [this.#known.get(name)!])),
      outputs: graph.output.map(({ name }) => this.#known.get(name)!),
      release: () => this.release(),
    };
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.splice(0)) await session.release();
  }

  async #loadSubgraph(subgraph: Subgraph): Promise<LoadedSubgraph> {
    const { ort, config, options } = this.#context;
    const { model, files } = this.#fused;
    const known = new Map<string, ValueInfoProto>();
    for (const name of subgraph.inputs) {
      const value = this.#known.get(name);
      if (value?.isTensor) known.set(name, valueInfoOf(name, value));
    }
    const locations = Object.fromEntries(subgraph.outputs.map((name) => [name, this.#locationOf(name)]));
    const { node } = model.graph!;
    // Not of the transpositions at its boundaries.
    const labels = subgraph.nodes.filter((each) => node.includes(each)).map(nameOf);
    const session = await ort.InferenceSession.create(writeModel(subgraphModel(model, subgraph, known)), {
      ...copiedOptions(options),
      executionProviders: [config],
      // Where all is on the CPU, as it would be without: in a worker, the option as such is refused.
      preferredOutputLocation: Object.values(locations).every((location) => location === 'cpu') ? undefined : locations,
      externalData: [...files],
    }).catch((cause: unknown) => {
      throw subgraphError(cause, labels);
    });
    this.#sessions.push(session);
    for (const value of session.inputMetadata) this.#known.set(value.name, value);
    for (const value of session.outputMetadata) {
      this.#known.set(value.name, value);
      if (this.#handedOn.has(value.name)) requireDivisible(value, locations[value.name]!);
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

  /** One of ours. */
  async #loadCall(node: NodeProto): Promise<Task> {
    const convolution = this.#context.absorbed.convolutions?.of(node);
    if (convolution === undefined) return this.#loadInvolution(node);
    const call = convolutionCall(node, convolution);
    this.#context.kernels.convolutions!.prepare(convolution);
    const [y] = call.outputs;
    const declared = this.#finals.get(y);
    this.#known.set(y, describeConvolved(call, declared && this.#declared(declared)));
    return call;
  }

  async #loadInvolution(node: NodeProto): Promise<Task> {
    const { channelsLast, asSubgraph } = this.#partitioned;
    const call = involutionCall(
      node,
      channelsLast.has(node.output[0]!) ? 'channelsLast' : 'channelsFirst',
      this.#context.absorbed.spans?.of(node),
      this.#context.absorbed.convolutions?.finishOf(node),
    );
    const { types } = this.#context.kernels;
    const operands = call.inputs.map((name) => this.#known.get(name)!);
    const unsupported = operands.find((value) => !value.isTensor || !isFloatType(value.type, types));
    if (unsupported !== undefined) {
      const type = unsupported.isTensor ? unsupported.type : 'no tensor';
      const placement = this.#placements.get(node)!;
      placement.reason = unsupportedType(unsupported.name, type, types);
      this.#context.absorbed.spans?.undo(node);
      await runAsFunctions(this.#fused.model, [placement]);
      return this.#loadSubgraph(asSubgraph(node));
    }
    const [x, w] = operands as [TensorMetadata, TensorMetadata];
    requireTypes(call, x, w);
    const declared = this.#finals.get(call.outputs[0]);
    this.#known.set(call.outputs[0], describeY(call, x, w, declared && this.#declared(declared)));
    if (call.span) this.#context.kernels.prepareSpan(call.span);
    return call;
  }

  /** The initializers that kernels read. */
  #constants(tasks: readonly Task[]): Map<string, Tensor> {
    const read = new Set<string>(tasks.flatMap((task) => (isSubgraph(task) ? [] : task.inputs)));
    const { model, files } = this.#fused;
    const readExternal = readerOf(files);
    const { kernels } = this.#context;
    const constants = model.graph!.initializer.filter(({ name }) => read.has(name));
    return new Map(
      constants.map((tensor) => {
        const type = typeNameOf(tensor.dataType) as FloatType;
        return [
          tensor.name,
          kernels.constant(type, constantValues(tensor, type, readExternal), tensor.dims.map(Number)),
        ];
      }),
    );
  }

  #declared(info: ValueInfoProto): ValueMetadata {
    return metadataOf(info, this.#context.options.freeDimensionOverrides ?? {});
  }
}

function requireDivisible(value: ValueMetadata, location: Location): void {
  const problem = whyNotHandedOver(value, location);
  if (problem === undefined) return;
  throw new IndivisibleError(`'${value.name}', which would have to go from one session to another, ${problem}`);
}

function whyNotHandedOver(value: ValueMetadata, location: Location): string | undefined {
  if (!value.isTensor) return 'is no tensor';
  if (!canBeHandedOver(value.name)) return 'has a name that onnxruntime-web loses';
  const canBeThere = location !== 'gpu-buffer' || Object.hasOwn(GPU_ELEMENT_BYTES, value.type);
  return canBeThere ? undefined : `is ${value.type} and can't be on a GPU`;
}
