import { type GraphNode, nodeOf } from './node.ts';
import type { Graph } from './read-graph.ts';

/** Who makes and who reads the values of a graph. */
export class GraphIndex {
  readonly #byName: ReadonlyMap<string, GraphNode>;
  readonly #readers: ReadonlyMap<string, GraphNode[]>;
  readonly #outputs: ReadonlySet<string>;

  constructor({ nodes, outputs }: Graph) {
    this.#byName = new Map(nodes.map((node) => [node.name, node]));
    this.#outputs = new Set(outputs.map(nodeOf));
    const readers = new Map<string, GraphNode[]>(nodes.map(({ name }) => [name, []]));
    for (const node of nodes) {
      for (const name of [...node.inputs.map(nodeOf), ...node.controls]) readers.get(name)!.push(node);
    }
    this.#readers = readers;
  }

  node(name: string): GraphNode | undefined {
    return this.#byName.get(name);
  }

  /** The node that makes a value as its first output, if it is one of these operators and waits for nothing else. */
  producerOf(value: string, ...operators: readonly string[]): GraphNode | undefined {
    const node = this.#byName.get(value);
    return node !== undefined && node.controls.length === 0 && operators.includes(node.op) ? node : undefined;
  }

  /** The nodes that read a node's results or wait for it, once for each time that they do. */
  readersOf(name: string): readonly GraphNode[] {
    return this.#readers.get(name) ?? [];
  }

  /** Whether the model's signature has it as an output. */
  isOutput(name: string): boolean {
    return this.#outputs.has(name);
  }

  /** The one node that reads a value, where nothing else does. */
  onlyReaderOf(name: string): GraphNode | undefined {
    const readers = this.readersOf(name);
    return readers.length === 1 && !this.isOutput(name) ? readers[0] : undefined;
  }
}
