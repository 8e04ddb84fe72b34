import type { GraphProto, NodeProto } from '@involution/onnx-messages';
import { countReads, producersOf } from '../graph/edges.ts';

/**
 * Removes from a graph what only served values that are gone: nodes, initializers, and what was stated of the shapes of
 * both. What nothing used before either stays.
 *
 * @param seeds The values that lost a reader.
 * @returns How many nodes and initializers were removed, and the values that the graph has from around it and that lost
 * a reader.
 */
export function removeUnused(graph: GraphProto, seeds: Iterable<string>): { removed: number; outer: Set<string> } {
  const reads = countReads(
    graph.node,
    graph.output.map(({ name }) => name),
  );
  const producers = producersOf(graph.node);
  const inputs = new Set(graph.input.map(({ name }) => name));
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const isRead = (value: string) => (reads.get(value) ?? 0) > 0;
  const outputsRead = new Map(graph.node.map((node) => [node, node.output.filter(isRead).length]));
  const gone = new Set<NodeProto>();
  const goneValues = new Set<string>();
  const outer = new Set<string>();

  const waiting = [...seeds];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    const producer = producers.get(value);
    if (producer === undefined && !constants.has(value) && !inputs.has(value)) outer.add(value);
    if (isRead(value) || inputs.has(value)) continue;
    if (constants.has(value)) goneValues.add(value);
    if (producer === undefined || gone.has(producer) || outputsRead.get(producer)! > 0) continue;
    gone.add(producer);
    for (const output of producer.output) goneValues.add(output);
    // A subgraph's own reads of its surroundings end with it.
    for (const [name, count] of countReads([producer])) {
      const left = reads.get(name)! - count;
      reads.set(name, left);
      const source = producers.get(name);
      if (left === 0 && source !== undefined) outputsRead.set(source, outputsRead.get(source)! - 1);
      waiting.push(name);
    }
  }

  const before = graph.node.length + graph.initializer.length;
  graph.node = graph.node.filter((node) => !gone.has(node));
  graph.initializer = graph.initializer.filter(({ name }) => !goneValues.has(name));
  graph.valueInfo = graph.valueInfo.filter(({ name }) => !goneValues.has(name));
  graph.quantizationAnnotation = graph.quantizationAnnotation.filter(({ tensorName }) => !goneValues.has(tensorName));
  return { removed: before - graph.node.length - graph.initializer.length, outer };
}
