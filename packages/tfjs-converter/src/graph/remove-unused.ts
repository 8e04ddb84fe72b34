import type { INodeDef } from '@tensorflow/tfjs-converter';
import { nodeOf, valueNamed } from './node.ts';

/**
 * Puts nodes into the places of others, and takes out those that only these needed.
 *
 * @param nodes Of valid structure; not changed.
 * @param replacements By name of the node that is replaced.
 * @param outputs Values that are wanted all the same.
 */
export function removeUnused(
  nodes: readonly INodeDef[],
  replacements: ReadonlyMap<string, INodeDef>,
  outputs: readonly string[],
): INodeDef[] {
  const byName = new Map(nodes.map((node) => [node.name!, node]));
  const reads = new Map<string, number>();
  const count = (name: string, by: number) => reads.set(name, (reads.get(name) ?? 0) + by);
  for (const output of outputs) count(nodeOf(output), 1);
  for (const node of nodes) {
    for (const name of inputsOf(replacements.get(node.name!) ?? node)) count(name, 1);
  }
  const removed = new Set<string>();
  const lost = [...replacements.keys()].flatMap((name) => inputsOf(byName.get(name)!));
  // The list grows while it is walked.
  for (const name of lost) {
    const node = byName.get(name)!;
    if ((reads.get(name) ?? 0) > 0 || removed.has(name) || node.op!.startsWith('Placeholder')) continue;
    removed.add(name);
    for (const input of inputsOf(node)) {
      count(input, -1);
      lost.push(input);
    }
  }
  return nodes.flatMap((node) => (removed.has(node.name!) ? [] : [replacements.get(node.name!) ?? node]));
}

/** The nodes that a node reads or waits for. */
function inputsOf({ input }: INodeDef): string[] {
  return (input ?? []).map((each) => nodeOf(valueNamed(each.replace(/^\^/, ''))));
}
