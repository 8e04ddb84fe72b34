import { namesNode } from './onnxruntime-internals.ts';

/** More names than these tell less than where they begin and end. */
const MAX_NAMES = 12;

/**
 * An error of onnxruntime for a subgraph of a model, with the names of the model's own nodes: of the one that failed, where
 * onnxruntime says which; else of all of the subgraph.
 *
 * @param labels Of the nodes of the subgraph, in an order in which they run.
 */
export function subgraphError(cause: unknown, labels: readonly string[]): Error {
  const message = cause instanceof Error ? cause.message : String(cause);
  const named = labels.find((label) => namesNode(message, label));
  const where = named === undefined ? describe(labels) : `node '${named}'`;
  return new Error(`${message.trimEnd()} (in ${where})`, { cause });
}

function describe(labels: readonly string[]): string {
  if (labels.length === 1) return `node '${labels[0]}'`;
  if (labels.length > MAX_NAMES) return `one of the ${labels.length} nodes from '${labels[0]}' to '${labels.at(-1)}'`;
  return `one of the nodes ${labels.map((label) => `'${label}'`).join(', ')}`;
}
