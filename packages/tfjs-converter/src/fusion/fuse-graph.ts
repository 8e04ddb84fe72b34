import { type Axes, isSameAxes, prove, sizesOf, Unproven } from '@involution/symbolic';
import { GraphIndex } from '../graph/graph-index.ts';
import type { GraphNode } from '../graph/node.ts';
import type { Graph } from '../graph/read-graph.ts';
import type { Environment } from '../symbolic/environment.ts';
import { type Contraction, contractionAt } from './contraction.ts';
import { type Match, productsOf, proveInvolution } from './match.ts';
import { MOVES, moved } from './trace.ts';
import { cutAt } from './windows.ts';

/** An involution that was found. */
export interface Finding {
  /** The node whose result it is. */
  readonly node: GraphNode;
  readonly match: Match;
  /** The shape in which that is seen, with −1 for the one size that only a run may know; `undefined`: `[N, Ho, Wo, C]`. */
  readonly outputShape: readonly number[] | undefined;
}

/** Sliding windows that are not fused. */
export interface Rejection {
  readonly node: GraphNode;
  readonly reason: string;
}

/** Finds the involutions of a graph, in the order in which they run. */
export function findInvolutions(graph: Graph, known: Environment): { found: Finding[]; rejected: Rejection[] } {
  const index = new GraphIndex(graph);
  const found: Finding[] = [];
  /** The nodes that cut windows which no product of these was seen of. */
  const unused = new Set<GraphNode>();
  /** By product of windows, why it is not fused so far. */
  const reasons = new Map<GraphNode, string>();
  const fused = new Set<GraphNode>();
  // Of all nodes first: a view of a result may have its shape from nodes that run later than the sum.
  for (const node of graph.nodes) known.evaluate(node);
  for (const node of graph.nodes) {
    if (cutAt(node.name, known, index) === node) unused.add(node);
    const contraction = contractionAt(node, known, index);
    if (contraction === undefined) continue;
    const site = contraction.inner[0] ?? node;
    // A sum of the result over an axis of one element is another sum of the same product.
    if (fused.has(site)) continue;
    for (const product of productsOf(contraction, known, index)) {
      unused.delete(product.cut);
      try {
        const match = proveInvolution(product, known, index);
        found.push(seenAt(contraction, match, known, index));
        fused.add(site);
        reasons.delete(site);
        break;
      } catch (error) {
        if (!(error instanceof Unproven)) throw error;
        reasons.set(site, error.message);
      }
    }
  }
  const rejected = [...reasons].map(([node, reason]) => ({ node, reason }));
  for (const node of unused) rejected.push({ node, reason: 'its windows are not multiplied by weights and summed' });
  return { found, rejected };
}

/** Where the result of an involution is as the operator has it: at the sum, or at a view of that which alone reads it. */
function seenAt({ node: sum }: Contraction, match: Match, known: Environment, index: GraphIndex): Finding {
  let node: GraphNode | undefined = sum;
  let axes: Axes = match.axes;
  for (let count = 0; node !== undefined && count < MAX_VIEWS; count++) {
    if (isSameAxes(axes, match.y)) return { node, match, outputShape: undefined };
    const view = index.onlyReaderOf(node.name);
    if (view === undefined || index.producerOf(view.name, ...MOVES) !== view || view.inputs[0] !== node.name) break;
    try {
      axes = moved(view, axes, known);
    } catch (error) {
      if (!(error instanceof Unproven)) throw error;
      break;
    }
    node = view;
  }
  prove(isSameAxes([match.axes.flat()], [match.y.flat()]), 'its result would have to be transposed');
  const sizes = sizesOf(match.axes, 'first').map(({ value }) => value ?? -1);
  prove(sizes.filter((size) => size < 0).length <= 1, 'its result would be seen in sizes that only a run knows');
  return { node: sum, match, outputShape: sizes };
}

/** Views of a result that are looked through. */
const MAX_VIEWS = 8;
