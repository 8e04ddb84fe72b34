import { initializerNames, isStandard, producersOf, readsOf, sortedNodes, subgraphsOf } from '@involution/onnx/model';
import type { GraphProto, NodeProto } from '@involution/onnx/proto';

/** A part of a graph that becomes a session of its own. Lists of values are in no particular order. */
export interface Subgraph {
  /** In an order in which they can run. */
  nodes: readonly NodeProto[];
  /** What it reads of the graph's inputs and of what is produced before. */
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
 * Partitions a graph at some of its nodes. There are as few subgraphs as can be: one more than the longest path through the
 * graph meets of these nodes, and those that don't depend on each other lie between the same two subgraphs.
 *
 * What depends on constants alone is computed anew in each subgraph that reads it, where the runtime folds it, instead of
 * being handed from one to the next in every run. What no output depends on is left out.
 *
 * @param graph Of valid structure.
 * @param boundaries Nodes of the graph itself, none of a branch or body.
 */
export function partitionGraph(graph: GraphProto, boundaries: ReadonlySet<NodeProto>): Partition[] {
  return new Partitioner(graph, boundaries).partitions();
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
  readonly #boundaries: ReadonlySet<NodeProto>;
  readonly #order: readonly NodeProto[];
  readonly #reads: ReadonlyMap<NodeProto, readonly string[]>;
  readonly #producers: ReadonlyMap<string, NodeProto>;
  readonly #constants: ReadonlySet<string>;
  readonly #outputs: readonly string[];
  /** Nodes that depend on constants alone. */
  readonly #fixed = new Set<NodeProto>();
  readonly #partitionOf = new Map<NodeProto, number>();

  constructor(graph: GraphProto, boundaries: ReadonlySet<NodeProto>) {
    this.#graph = graph;
    this.#boundaries = boundaries;
    this.#order = sortedNodes(graph.node);
    this.#reads = new Map(this.#order.map((node) => [node, readsOf(node)]));
    this.#producers = producersOf(this.#order);
    this.#constants = new Set(initializerNames(graph));
    this.#outputs = graph.output.map(({ name }) => name);
    this.#findFixed();
  }

  partitions(): Partition[] {
    const needed = this.#closure(this.#outputs, () => true);
    for (const node of this.#order) if (needed.has(node)) this.#partitionOf.set(node, this.#earliestPartition(node));
    const boundaryNodes = this.#order.filter((node) => needed.has(node) && this.#boundaries.has(node));
    // Wanted as a value of the graph, so one subgraph has to produce them: the first.
    const wanted = [...this.#outputs, ...boundaryNodes.flatMap(({ input }) => input)];
    const handedOut = this.#closure(wanted, (node) => this.#fixed.has(node));
    const own = this.#order.filter(
      (node) => needed.has(node) && !this.#boundaries.has(node) && (!this.#fixed.has(node) || handedOut.has(node)),
    );
    const count = [...this.#partitionOf.values()].reduce((most, at) => Math.max(most, at), 0) + 1;
    return Array.from({ length: count }, (_, partition) => ({
      subgraph: this.#subgraph(partition, own, boundaryNodes),
      involutions: boundaryNodes.filter((node) => this.#partitionOf.get(node) === partition),
    }));
  }

  #findFixed(): void {
    const inputs = new Set(this.#graph.input.map(({ name }) => name));
    // An initializer that is an input too is only a default.
    const isFixed = (value: string) =>
      (this.#constants.has(value) && !inputs.has(value)) || this.#fixed.has(this.#producers.get(value)!);
    for (const node of this.#order) {
      if (!isStandard(node) || RANDOM.has(node.opType) || subgraphsOf(node).length > 0) continue;
      if (this.#reads.get(node)!.every(isFixed)) this.#fixed.add(node);
    }
  }

  #earliestPartition(node: NodeProto): number {
    if (this.#fixed.has(node)) return 0;
    let partition = 0;
    for (const value of this.#reads.get(node)!) {
      const producer = this.#producers.get(value);
      if (producer === undefined) continue;
      partition = Math.max(partition, this.#partitionOf.get(producer)! + Number(this.#boundaries.has(producer)));
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
      for (const read of this.#reads.get(producer)!) waiting.push(read);
    }
    return found;
  }

  #subgraph(partition: number, own: readonly NodeProto[], boundaryNodes: readonly NodeProto[]): Subgraph | undefined {
    const ownHere = own.filter((node) => this.#partitionOf.get(node) === partition);
    // Outputs that no node produces, inputs and constants, pass through the first subgraph.
    const passed = partition === 0 ? this.#outputs.filter((value) => !this.#producers.has(value)) : [];
    if (ownHere.length === 0 && passed.length === 0) return undefined;
    const reads = ownHere.flatMap((node) => this.#reads.get(node)!);
    const included = new Set([...ownHere, ...this.#closure(reads, (node) => this.#fixed.has(node))]);
    const nodes = this.#order.filter((node) => included.has(node));
    const produced = new Set(nodes.flatMap(({ output }) => output));
    const read = new Set([...nodes.flatMap((node) => this.#reads.get(node)!), ...passed]);
    const readElsewhere = new Set([
      ...this.#outputs,
      ...boundaryNodes.flatMap(({ input }) => input),
      ...own.flatMap((node) => (this.#partitionOf.get(node) === partition ? [] : this.#reads.get(node)!)),
    ]);
    return {
      nodes,
      inputs: [...read].filter((value) => !produced.has(value) && !this.#constants.has(value)),
      outputs: [
        ...ownHere.flatMap(({ output }) =>
          output.filter((value) => this.#isHandedOn(value, readElsewhere, boundaryNodes)),
        ),
        ...passed,
      ],
      constants: new Set([...read].filter((value) => this.#constants.has(value))),
    };
  }

  /** Whether a value that a subgraph produces is read after it. What depends on constants is computed anew in other subgraphs. */
  #isHandedOn(value: string, readElsewhere: ReadonlySet<string>, boundaryNodes: readonly NodeProto[]): boolean {
    if (value === '' || !readElsewhere.has(value)) return false;
    if (!this.#fixed.has(this.#producers.get(value)!)) return true;
    return this.#outputs.includes(value) || boundaryNodes.some(({ input }) => input.includes(value));
  }
}
