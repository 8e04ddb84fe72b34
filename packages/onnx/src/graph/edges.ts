// Which values a node reads and which node produces a value: every question about the edges of a graph is answered here.
import type { GraphProto, NodeProto } from '@involution/onnx-messages';

/** The graphs in a node's attributes: branches of `If`, bodies of `Loop` and `Scan`. */
export function subgraphsOf({ attribute }: NodeProto): GraphProto[] {
  return attribute.flatMap(({ g, graphs }) => (g === undefined ? graphs : [g, ...graphs]));
}

/** The names of a graph's initializers, sparse ones included. An initializer that is an input too is only a default. */
export function initializerNames({ initializer, sparseInitializer }: GraphProto): string[] {
  return [...initializer.map(({ name }) => name), ...sparseInitializer.map(({ values }) => values?.name ?? '')];
}

/** The node that produces each value. An output that is left out has an empty name and no producer. */
export function producersOf(nodes: readonly NodeProto[]): Map<string, NodeProto> {
  const producers = new Map<string, NodeProto>();
  for (const node of nodes) for (const value of node.output) if (value !== '') producers.set(value, node);
  return producers;
}

/** The values that a node reads, once for each place, those that its subgraphs take from around them included. */
export function readsOf(node: NodeProto): string[] {
  const reads = node.input.filter((value) => value !== '');
  // One by one: a branch may read more values than a call can have arguments.
  for (const graph of subgraphsOf(node)) for (const value of outerReadsOf(graph)) reads.push(value);
  return reads;
}

/** In how many places each value is read by some nodes or listed as an output. */
export function countReads(nodes: readonly NodeProto[], outputs: readonly string[] = []): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (value: string) => void counts.set(value, (counts.get(value) ?? 0) + 1);
  outputs.forEach(add);
  for (const node of nodes) readsOf(node).forEach(add);
  return counts;
}

/** The values that a subgraph takes from around it. Its own hide those of the same name. */
function outerReadsOf(graph: GraphProto): string[] {
  const { input, node, output } = graph;
  const own = new Set(initializerNames(graph));
  for (const { name } of input) own.add(name);
  for (const value of producersOf(node).keys()) own.add(value);
  return [...node.flatMap(readsOf), ...output.map(({ name }) => name)].filter((value) => !own.has(value));
}
