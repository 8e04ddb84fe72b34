import { readsOf, sortedNodes, subgraphsOf } from '@involution/onnx/model';
import type { GraphProto, NodeProto } from 'onnx-buf';

/** A part of a graph that becomes a session of its own. Lists of values are in no particular order. */
export interface Subgraph {
  /** In an order in which they can run. */
  nodes: readonly NodeProto[];
  /** What it reads of the graph's inputs and of what was made before. */
  inputs: readonly string[];
  /** What is read after it, or is an output of the graph. */
  outputs: readonly string[];
  /** The graph's initializers that it reads. */
  constants: ReadonlySet<string>;
}

/** What can run at once: a subgraph, where there is something to do, then involutions that depend on nothing after it. */
export interface Partition {
  subgraph: Subgraph | undefined;
  involutions: readonly NodeProto[];
}

/**
 * Cuts a graph around some of its nodes. There are as few subgraphs as can be: one more than the cut nodes that the longest
 * path through the graph meets, and those that don't depend on each other share a cut.
 *
 * What depends on constants alone is computed anew in each subgraph that reads it, where the runtime folds it, instead of
 * being handed from one to the next in every run. What no output depends on is left out.
 *
 * @param graph Of valid structure.
 * @param cuts Nodes of the graph itself, none of a subgraph.
 */
export function partitionGraph(graph: GraphProto, cuts: ReadonlySet<NodeProto>): Partition[] {
  return new Partitioner(graph, cuts).partitions();
}

/** Operators whose results differ from run to run, or from one subgraph to another. */
const RANDOM = new Set([
  'Bernoulli',
  'Multinomial',
  'RandomNormal',
  'RandomNormalLike',
  'RandomUniform',
  'RandomUniformLike',
]);

class Partitioner {
  readonly #graph: GraphProto;
  readonly #cuts: ReadonlySet<NodeProto>;
  readonly #order: readonly NodeProto[];
  readonly #reads: ReadonlyMap<NodeProto, readonly string[]>;
  readonly #producers: ReadonlyMap<string, NodeProto>;
  readonly #constants: ReadonlySet<string>;
  readonly #outputs: readonly string[];
  /** Nodes that depend on constants alone. */
  readonly #fixed = new Set<NodeProto>();
  readonly #partitionOf = new Map<NodeProto, number>();

  constructor(graph: GraphProto, cuts: ReadonlySet<NodeProto>) {
    this.#graph = graph;
    this.#cuts = cuts;
    this.#order = sortedNodes(graph.node);
    this.#reads = new Map(this.#order.map((node) => [node, readsOf(node)]));
    this.#producers = new Map(this.#order.flatMap((node) => node.output.map((value) => [value, node] as const)));
    this.#constants = new Set([
      ...graph.initializer.map(({ name }) => name),
      ...graph.sparseInitializer.map(({ values }) => values?.name ?? ''),
    ]);
    this.#outputs = graph.output.map(({ name }) => name);
    this.#findFixed();
  }

  partitions(): Partition[] {
    const needed = this.#closure(this.#outputs, () => true);
    for (const node of this.#order) if (needed.has(node)) this.#partitionOf.set(node, this.#earliestPartition(node));
    const cutNodes = this.#order.filter((node) => needed.has(node) && this.#cuts.has(node));
    // Wanted as a value of the graph, so one subgraph has to make them: the first.
    const wanted = [...this.#outputs, ...cutNodes.flatMap(({ input }) => input)];
    const handedOut = this.#closure(wanted, (node) => this.#fixed.has(node));
    const own = this.#order.filter(
      (node) => needed.has(node) && !this.#cuts.has(node) && (!this.#fixed.has(node) || handedOut.has(node)),
    );
    const count = Math.max(0, ...this.#partitionOf.values()) + 1;
    return Array.from({ length: count }, (_, partition) => ({
      subgraph: this.#subgraph(partition, own, cutNodes),
      involutions: cutNodes.filter((node) => this.#partitionOf.get(node) === partition),
    }));
  }

  #findFixed(): void {
    const inputs = new Set(this.#graph.input.map(({ name }) => name));
    // An initializer that is an input too is only a default.
    const isFixed = (value: string) =>
      (this.#constants.has(value) && !inputs.has(value)) || this.#fixed.has(this.#producers.get(value)!);
    for (const node of this.#order) {
      const isStandard = node.domain === '' || node.domain === 'ai.onnx';
      if (!isStandard || RANDOM.has(node.opType) || subgraphsOf(node).length > 0) continue;
      if (this.#reads.get(node)!.every(isFixed)) this.#fixed.add(node);
    }
  }

  #earliestPartition(node: NodeProto): number {
    if (this.#fixed.has(node)) return 0;
    let partition = 0;
    for (const value of this.#reads.get(node)!) {
      const producer = this.#producers.get(value);
      if (producer === undefined) continue;
      partition = Math.max(partition, this.#partitionOf.get(producer)! + Number(this.#cuts.has(producer)));
    }
    return partition;
  }

  /** The nodes that some values depend on, as far as they are of a kind. */
  #closure(values: readonly string[], isIncluded: (node: NodeProto) => boolean): Set<NodeProto> {
    const found = new Set<NodeProto>();
    const waiting = [...values];
    for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
      const producer = this.#producers.get(value);
      if (producer === undefined || found.has(producer) || !isIncluded(producer)) continue;
      found.add(producer);
      waiting.push(...this.#reads.get(producer)!);
    }
    return found;
  }

  #subgraph(partition: number, own: readonly NodeProto[], cutNodes: readonly NodeProto[]): Subgraph | undefined {
    const ownHere = own.filter((node) => this.#partitionOf.get(node) === partition);
    // Outputs that no node makes, inputs and constants, pass through the first subgraph.
    const passed = partition === 0 ? this.#outputs.filter((value) => !this.#producers.has(value)) : [];
    if (ownHere.length === 0 && passed.length === 0) return undefined;
    const reads = ownHere.flatMap((node) => this.#reads.get(node)!);
    const included = new Set([...ownHere, ...this.#closure(reads, (node) => this.#fixed.has(node))]);
    const nodes = this.#order.filter((node) => included.has(node));
    const made = new Set(nodes.flatMap(({ output }) => output));
    const read = new Set([...nodes.flatMap((node) => this.#reads.get(node)!), ...passed]);
    const readElsewhere = new Set([
      ...this.#outputs,
      ...cutNodes.flatMap(({ input }) => input),
      ...own.flatMap((node) => (this.#partitionOf.get(node) === partition ? [] : this.#reads.get(node)!)),
    ]);
    return {
      nodes,
      inputs: [...read].filter((value) => !made.has(value) && !this.#constants.has(value)),
      outputs: [
        ...ownHere.flatMap(({ output }) => output.filter((value) => this.#isHandedOn(value, readElsewhere, cutNodes))),
        ...passed,
      ],
      constants: new Set([...read].filter((value) => this.#constants.has(value))),
    };
  }

  /** Whether a value that a subgraph makes is read after it. What depends on constants is made anew in other subgraphs. */
  #isHandedOn(value: string, readElsewhere: ReadonlySet<string>, cutNodes: readonly NodeProto[]): boolean {
    if (value === '' || !readElsewhere.has(value)) return false;
    if (!this.#fixed.has(this.#producers.get(value)!)) return true;
    return this.#outputs.includes(value) || cutNodes.some(({ input }) => input.includes(value));
  }
}
