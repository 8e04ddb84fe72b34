import type { GraphProto, NodeProto, TensorProto } from '@involution/onnx-messages';
import { countReads, producersOf } from './edges.ts';
import { isKnown, isStandard } from './opsets.ts';
import { isZero } from './tensor-data.ts';

/** Which node produces and which nodes read the values of one graph. */
export class GraphIndex {
  readonly #producers: ReadonlyMap<string, NodeProto>;
  readonly #constants = new Map<string, TensorProto>();
  readonly #reads: ReadonlyMap<string, number>;
  readonly #readers = new Map<string, NodeProto>();
  readonly #shapeRead: ReadonlySet<string>;

  constructor(graph: GraphProto) {
    this.#producers = producersOf(graph.node);
    const inputs = new Set(graph.input.map(({ name }) => name));
    for (const tensor of graph.initializer) if (!inputs.has(tensor.name)) this.#constants.set(tensor.name, tensor);
    const outputs = graph.output.map(({ name }) => name);
    const isShape = (node: NodeProto) => isStandard(node) && node.opType === 'Shape';
    const nodes = graph.node.filter((node) => !isShape(node));
    this.#shapeRead = new Set(graph.node.filter(isShape).flatMap(({ input }) => input));
    this.#reads = countReads(nodes, outputs);
    for (const node of nodes) for (const value of node.input) this.#readers.set(value, node);
  }

  /** The node of this graph that produces a value as its first output, or as any of a `Split`, if it is one of some operators that are known. */
  producerOf(value: string | undefined, ...operators: readonly string[]): NodeProto | undefined {
    const producer = value === undefined ? undefined : this.#producers.get(value);
    if (producer === undefined || !isKnown(producer) || !operators.includes(producer.opType)) return undefined;
    return producer.output[0] === value || producer.opType === 'Split' ? producer : undefined;
  }

  /** The constant that a value always is. */
  constantOf(value: string): TensorProto | undefined {
    const node = this.producerOf(value, 'Constant');
    return this.#constants.get(value) ?? node?.attribute.find(({ name }) => name === 'value')?.t;
  }

  /** Whether a value is a constant of zeros alone. */
  isZero(value: string): boolean {
    const tensor = this.constantOf(value);
    return tensor !== undefined && isZero(tensor);
  }

  /** In how many places the graph, its subgraphs and its list of outputs read a value, and not its shape alone. */
  readsOf(value: string): number {
    return this.#reads.get(value) ?? 0;
  }

  /** Whether a node of the graph reads the shape of a value. */
  isShapeRead(value: string): boolean {
    return this.#shapeRead.has(value);
  }

  /** The one node that reads a value in one place, if nothing else does. */
  onlyReaderOf(value: string): NodeProto | undefined {
    return this.readsOf(value) === 1 ? this.#readers.get(value) : undefined;
  }
}
