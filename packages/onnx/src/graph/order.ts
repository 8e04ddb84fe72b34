import { InvolutionError } from '@involution/core';
import type { NodeProto } from '@involution/onnx-messages';
import { producersOf, readsOf } from './edges.ts';
import { quotedNode } from './names.ts';

/**
 * The nodes of a graph in an order in which each comes after those that it depends on: their own, if that is one.
 *
 * @throws InvolutionError `INVALID_MODEL` when there is none such, because a value depends on itself.
 */
export function sortedNodes(nodes: readonly NodeProto[]): readonly NodeProto[] {
  const reads = new Map(nodes.map((node) => [node, readsOf(node)]));
  if (isInOrder(nodes, reads)) return nodes;
  const producers = producersOf(nodes);
  const waiting = new Map<NodeProto, number>();
  const readers = new Map<NodeProto, NodeProto[]>(nodes.map((node) => [node, []]));
  for (const node of nodes) {
    const dependencies = new Set(reads.get(node)!.flatMap((value) => producers.get(value) ?? []));
    waiting.set(node, dependencies.size);
    for (const producer of dependencies) readers.get(producer)!.push(node);
  }
  const sorted = nodes.filter((node) => waiting.get(node) === 0);
  for (const node of sorted) {
    for (const reader of readers.get(node)!) {
      const left = waiting.get(reader)! - 1;
      waiting.set(reader, left);
      if (left === 0) sorted.push(reader);
    }
  }
  if (sorted.length < nodes.length) {
    const stuck = nodes.find((node) => waiting.get(node)! > 0)!;
    const argument = quotedNode(stuck);
    throw new InvolutionError(
      'INVALID_MODEL',
      argument,
      `The ${argument} is part of a cycle, or behind one: no value may depend on itself.`,
    );
  }
  return sorted;
}

function isInOrder(nodes: readonly NodeProto[], reads: ReadonlyMap<NodeProto, readonly string[]>): boolean {
  const positions = new Map<string, number>();
  for (const [position, { output }] of nodes.entries()) for (const value of output) positions.set(value, position);
  return nodes.every((node, position) => reads.get(node)!.every((value) => (positions.get(value) ?? -1) < position));
}
