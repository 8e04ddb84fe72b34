// What the axes of a value stand for: the nodes before it that only move elements.
import { type Axes, indexOf, partsOf, prove, regrouped, sizesOf } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import type { GraphNode } from '../graph/node.ts';
import type { Environment } from '../symbolic/environment.ts';
import { VIEWS, viewDims } from '../symbolic/views.ts';

/** More nodes in a row are not looked through. No model has as many, and each node looks at those before it. */
const MAX_NODES = 32;

/** Nodes that move elements, between two values, in the order in which they run. */
export interface Trail {
  readonly source: string;
  readonly nodes: readonly GraphNode[];
}

/** A value and what its axes stand for. */
export interface Shown {
  readonly value: string;
  readonly axes: Axes;
}

/** Whether a node only moves elements: of operators that can do so, one may leave some out. */
function isMove(node: GraphNode, known: Environment): boolean {
  const call = known.call(node);
  const dims = call.dims(0);
  return node.op !== 'StridedSlice' || (dims !== undefined && viewDims(dims, call) !== undefined);
}

/** Operators that {@link moved} knows: views and transpositions. */
export const MOVES: readonly string[] = [...VIEWS, 'Transpose'];

/** The views and transpositions, and what else is named, that lead to a value. */
export function trailBefore(value: string, known: Environment, index: GraphIndex, ...others: readonly string[]): Trail {
  const nodes: GraphNode[] = [];
  let source = value;
  while (nodes.length < MAX_NODES) {
    const node = index.producerOf(source, ...MOVES, ...others);
    const input = node?.inputs[0];
    if (node === undefined || input === undefined || !isMove(node, known)) break;
    nodes.push(node);
    source = input;
  }
  return { source, nodes: nodes.reverse() };
}

/**
 * What the axes of the values of a trail stand for, from its source on.
 *
 * @throws Unproven When that can't be told.
 */
export function shownAlong({ source, nodes }: Trail, axes: Axes, known: Environment): Shown[] {
  const shown: Shown[] = [{ value: source, axes }];
  for (const node of nodes) {
    const before = shown.at(-1)!.axes;
    const isRepeated = node.op === 'Tile' || node.op === 'BroadcastTo';
    shown.push({ value: node.name, axes: isRepeated ? repeated(node, before, known) : moved(node, before, known) });
  }
  return shown;
}

/**
 * What the axes of the result of a view or a transposition stand for.
 *
 * @throws Unproven When that can't be told.
 */
export function moved(node: GraphNode, axes: Axes, known: Environment): Axes {
  const call = known.call(node);
  if (node.op === 'Transpose') {
    const perm = call.axes(1, axes.length);
    prove(perm?.length === axes.length, `${quoted(node)} is transposed in a way that is not known before a run`);
    return perm.map((axis) => axes[axis]!);
  }
  for (const which of ['first', 'last'] as const) {
    const dims = viewDims(sizesOf(axes, which), call);
    const result = dims && regrouped(axes.flat(), dims);
    if (result !== undefined) return result;
  }
  prove(false, `what the axes of ${quoted(node)} are cannot be told from its shape`);
}

/** What the axes stand for once a value is repeated: something counts the repetitions, the slowest of its axis. */
function repeated(node: GraphNode, axes: Axes, known: Environment): Axes {
  const counts = known.call(node).ints(1);
  prove(counts !== undefined, `how often ${quoted(node)} repeats is not known before a run`);
  if (node.op === 'Tile') {
    prove(counts.length === axes.length, `${quoted(node)} repeats along other axes`);
    return axes.map((axis, k) => [...indexOf(counts[k]!), ...axis]);
  }
  return counts.map((count, k) => {
    const own = axes[k - counts.length + axes.length] ?? [];
    // Axes of one element are repeated; others stay as long as they are.
    if (partsOf(own).length === 0) return indexOf(count);
    prove(count.equals(sizesOf([own], 'first')[0]!), `${quoted(node)} repeats along an axis of another size`);
    return own;
  });
}

/** A node's name, for messages. */
export function quoted({ name }: GraphNode): string {
  return JSON.stringify(name);
}
