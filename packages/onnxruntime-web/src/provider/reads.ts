import type { GraphProto, NodeProto } from 'onnx-buf';

/** The graphs in a node's attributes: branches of `If`, bodies of `Loop` and `Scan`. */
export function subgraphsOf({ attribute }: NodeProto): GraphProto[] {
  return attribute.flatMap(({ g, graphs }) => (g === undefined ? graphs : [g, ...graphs]));
}

/** The values that a node reads, those that its subgraphs take from around them included. */
export function readsOf(node: NodeProto): string[] {
  const reads = node.input.filter((value) => value !== '');
  for (const graph of subgraphsOf(node)) reads.push(...outerReadsOf(graph));
  return reads;
}

/** The values that a subgraph takes from around it. Its own hide those of the same name. */
function outerReadsOf({ input, initializer, sparseInitializer, node, output }: GraphProto): string[] {
  const own = new Set([
    ...input.map(({ name }) => name),
    ...initializer.map(({ name }) => name),
    ...sparseInitializer.map(({ values }) => values?.name ?? ''),
    ...node.flatMap((maker) => maker.output),
  ]);
  return [...node.flatMap(readsOf), ...output.map(({ name }) => name)].filter((value) => !own.has(value));
}
