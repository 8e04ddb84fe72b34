import type { GraphProto, NodeProto, TensorProto } from 'onnx-buf';

/** Who makes and who uses the values of one graph. */
export class GraphIndex {
  readonly #makers = new Map<string, NodeProto>();
  readonly #constants = new Map<string, TensorProto>();
  readonly #uses: ReadonlyMap<string, number>;

  constructor(graph: GraphProto) {
    for (const node of graph.node) for (const value of node.output) this.#makers.set(value, node);
    // An initializer that is an input too is only a default.
    const inputs = new Set(graph.input.map(({ name }) => name));
    for (const tensor of graph.initializer) if (!inputs.has(tensor.name)) this.#constants.set(tensor.name, tensor);
    this.#uses = countUses(graph);
  }

  /** The node of this graph that makes a value, if it is a standard one of some operator. */
  makerOf(value: string | undefined, ...operators: readonly string[]): NodeProto | undefined {
    const maker = value === undefined ? undefined : this.#makers.get(value);
    if (maker === undefined || !isStandard(maker) || !operators.includes(maker.opType)) return undefined;
    return maker.output[0] === value ? maker : undefined;
  }

  /** The constant that a value always is. */
  constantOf(value: string): TensorProto | undefined {
    return (
      this.#constants.get(value) ?? this.makerOf(value, 'Constant')?.attribute.find(({ name }) => name === 'value')?.t
    );
  }

  /** In how many places the graph, its subgraphs and its list of outputs read a value. */
  usesOf(value: string): number {
    return this.#uses.get(value) ?? 0;
  }
}

/** Whether a node's operator is one of ONNX itself. */
export function isStandard({ domain }: NodeProto): boolean {
  return domain === '' || domain === 'ai.onnx';
}

/** How often each value is read in a graph and its subgraphs. A name that a subgraph has too counts for both. */
export function countUses(graph: GraphProto, uses = new Map<string, number>()): Map<string, number> {
  const add = (value: string) => void uses.set(value, (uses.get(value) ?? 0) + 1);
  for (const { name } of graph.output) add(name);
  for (const node of graph.node) {
    for (const value of node.input) add(value);
    for (const { g, graphs } of node.attribute) {
      for (const inner of g === undefined ? graphs : [g, ...graphs]) countUses(inner, uses);
    }
  }
  return uses;
}
