import type { GraphProto, NodeProto, TensorProto } from '@involution/onnx-messages';
import { type Axes, isSameAxes, sizesOf, Unproven } from '@involution/symbolic';
import { subgraphsOf } from '../graph/edges.ts';
import type { ReadExternal } from '../graph/external-data.ts';
import { GraphIndex } from '../graph/graph-index.ts';
import { sortedNodes } from '../graph/order.ts';
import { Environment } from '../symbolic/environment.ts';
import { isWholeSlice } from '../symbolic/int-views.ts';
import { type Match, proveInvolution } from './match.ts';
import { PRODUCTS } from './may-fuse.ts';
import { MOVES, moved, type Trail } from './moves.ts';
import { partsOfConcat } from './parts.ts';
import { JOINERS, type Product, sumsAt } from './products.ts';
import { removeUnused } from './prune.ts';
import { isCut, isWindowCut, windowTrailsBefore } from './trace.ts';

/** An involution that was found. */
export interface Finding {
  /** The node that produced its result, or a view of that. */
  node: NodeProto;
  match: Match;
  /** What the axes of the node's result stand for. */
  axes: Axes;
  /** The type of its elements; `undefined` where the model does not tell. */
  resultType: number | undefined;
}

/** Sliding windows of a value that are not fused. */
export interface Rejection {
  /** The last node that matches the pattern of an involution. */
  node: NodeProto;
  reason: string;
}

/** What takes the place of a node that produced an involution. */
export interface Replacement {
  nodes: readonly NodeProto[];
  constants: readonly TensorProto[];
}

/** What to put in the place of a node. Throws {@link Unproven} to leave it. */
export type Replace = (finding: Finding) => Replacement;

/** What became of a graph and the subgraphs of its nodes. */
export interface GraphResult {
  found: Finding[];
  rejected: Rejection[];
  removed: number;
}

/**
 * Finds the involutions of a graph and of its subgraphs and replaces each in place. What only they used is removed.
 *
 * @param graph Of valid structure; changed.
 * @param read Files beside the model.
 */
export function fuseGraph(graph: GraphProto, read: ReadExternal, replace: Replace): GraphResult {
  return new GraphFuser(graph, new Environment(graph, undefined, read), replace).run();
}

/** The state of one graph's search. */
class GraphFuser {
  readonly #graph: GraphProto;
  readonly #environment: Environment;
  readonly #index: GraphIndex;
  readonly #replace: Replace;
  readonly #result: GraphResult = { found: [], rejected: [], removed: 0 };
  /** By the last `Gather` that cuts windows, whether they are multiplied. */
  readonly #windows = new Map<NodeProto, boolean>();
  /** By product of windows, why it is not fused so far. */
  readonly #reasons = new Map<NodeProto, string>();
  readonly #proven: Proven[] = [];
  /** By value, the involution that it is a view of, and what its axes stand for. */
  readonly #views = new Map<string, { proven: Proven; axes: Axes }>();
  /** Those of all of a value, which count as an `Identity` until all is found. */
  readonly #slices: NodeProto[] = [];
  readonly #replaced = new Map<NodeProto, readonly NodeProto[]>();
  /** Values that lost a reader, here or in a subgraph. */
  readonly #lost: string[] = [];

  constructor(graph: GraphProto, environment: Environment, replace: Replace) {
    this.#graph = graph;
    this.#environment = environment;
    this.#index = new GraphIndex(graph);
    this.#replace = replace;
  }

  run(): GraphResult {
    return this.#runInside().result;
  }

  #runInside(): { result: GraphResult; outer: ReadonlySet<string> } {
    for (const node of sortedNodes(this.#graph.node)) {
      this.#fuseSubgraphs(node);
      this.#environment.evaluate(node);
      this.#visit(node);
    }
    // The last view needs the fewest nodes, if what it is seen as is known.
    for (const proven of this.#proven) {
      for (const finding of proven.findings.reverse()) if (!proven.isFused) this.#fuse(proven, finding);
    }
    for (const [gather, isMultiplied] of this.#windows) {
      if (!isMultiplied) this.#reject(gather, 'its windows are not multiplied by weights');
    }
    for (const [product, reason] of this.#reasons) this.#reject(product, reason);
    for (const node of this.#slices) node.opType = 'Slice';
    this.#graph.node = this.#graph.node.flatMap((node) => this.#replaced.get(node) ?? [node]);
    const { removed, outer } = removeUnused(this.#graph, this.#lost);
    this.#result.removed += removed;
    return { result: this.#result, outer };
  }

  #fuseSubgraphs(node: NodeProto): void {
    for (const graph of subgraphsOf(node)) {
      const { result, outer } = new GraphFuser(
        graph,
        new Environment(graph, this.#environment),
        this.#replace,
      ).#runInside();
      // One by one: a call can have fewer arguments than a branch can have values.
      for (const finding of result.found) this.#result.found.push(finding);
      for (const rejection of result.rejected) this.#result.rejected.push(rejection);
      for (const value of outer) this.#lost.push(value);
      this.#result.removed += result.removed;
    }
  }

  #visit(node: NodeProto): void {
    if (this.#index.producerOf(node.output[0], 'Slice') === node && isWholeSlice(this.#environment.call(node))) {
      node.opType = 'Identity';
      this.#slices.push(node);
    }
    // Before those that it is a part of.
    if (this.#index.producerOf(node.output[0], 'Concat') === node) {
      partsOfConcat(node, this.#environment, this.#index);
    }
    if (isWindowCut(node, this.#environment, this.#index)) this.#windows.set(node, false);
    if (this.#index.producerOf(node.output[0], 'Mul') === node) this.#visitProduct(node);
    this.#visitSum(node);
    this.#follow(node);
  }

  #visitProduct(node: NodeProto): void {
    for (const factor of node.input) {
      const [windows] = windowTrailsBefore(factor, this.#environment, this.#index);
      if (windows === undefined) continue;
      this.#markMultiplied(windows);
      this.#reasons.set(node, 'the product with its weights is not summed over the taps');
    }
  }

  #markMultiplied({ nodes }: Trail): void {
    const last = [...nodes].reverse().find(isCut);
    if (last && this.#windows.has(last)) this.#windows.set(last, true);
  }

  #visitSum(node: NodeProto): void {
    // What is made of an involution is none itself.
    const isApart = ({ inner }: Product) => !inner.some((value) => this.#views.has(value));
    const products = sumsAt(node, this.#environment, this.#index).filter(isApart);
    for (const trail of products.flatMap(({ ofWindows }) => ofWindows)) this.#markMultiplied(trail);
    this.#prove(products[0]?.site ?? node, node, products, (product) => {
      const match = proveInvolution(product, this.#environment, this.#index);
      // Products and sums that are a part of this one are no matches of their own.
      for (const value of product.inner) this.#reasons.delete(this.#index.producerOf(value, ...PRODUCTS, ...JOINERS)!);
      return match;
    });
  }

  /**
   * Looks whether the result of a node is an involution in one of several ways.
   *
   * @param site The node that reports name.
   */
  #prove<T>(site: NodeProto, node: NodeProto, ways: readonly T[], prove: (way: T) => Match): void {
    for (const way of ways) {
      try {
        const match = prove(way);
        const value = node.output[0]!;
        const { result: axes } = match;
        const { elementType: resultType } = this.#environment.get(value);
        this.#environment.set(value, { ...this.#environment.get(value), dims: sizesOf(axes, 'first') });
        const finding = { node, match, axes, resultType };
        const proven = { site, findings: [finding], isFused: false };
        this.#proven.push(proven);
        this.#reasons.delete(site);
        this.#views.set(value, { proven, axes });
        if (isSameAxes(axes, match.y)) this.#fuse(proven, finding);
        return;
      } catch (error) {
        if (!(error instanceof Unproven)) throw error;
        this.#reasons.set(site, error.message);
      }
    }
  }

  /** Goes on from an involution to a view of it, where nothing else reads it: the last may be as an Involution node has it. */
  #follow(node: NodeProto): void {
    const [source] = node.input;
    const view = source === undefined ? undefined : this.#views.get(source);
    if (view === undefined || view.proven.isFused || this.#index.readsOf(source!) !== 1) return;
    if (this.#index.producerOf(node.output[0], ...MOVES) !== node) return;
    try {
      const { proven } = view;
      const axes = moved(node, view.axes, this.#environment);
      this.#views.set(node.output[0]!, { proven, axes });
      const finding = { ...proven.findings[0]!, node, axes };
      if (isSameAxes(axes, finding.match.y)) this.#fuse(proven, finding);
      else if (!this.#index.isShapeRead(source!)) proven.findings.push(finding);
    } catch (error) {
      // What the view shows is not known: the sum itself is.
      if (!(error instanceof Unproven)) throw error;
    }
  }

  #fuse(proven: Proven, finding: Finding): void {
    try {
      const { nodes, constants } = this.#replace(finding);
      const { node, axes } = finding;
      const [output] = node.output as [string];
      this.#replaced.set(node, nodes);
      this.#graph.initializer.push(...constants);
      this.#environment.set(output, { ...this.#environment.get(output), dims: sizesOf(axes, 'first') });
      for (const value of node.input) this.#lost.push(value);
      this.#result.found.push(finding);
      proven.isFused = true;
    } catch (error) {
      if (!(error instanceof Unproven)) throw error;
      this.#reasons.set(proven.site, error.message);
    }
  }

  #reject(node: NodeProto, reason: string): void {
    this.#result.rejected.push({ node, reason });
  }
}

/** An involution that was proven. */
interface Proven {
  /** The node that reports name. */
  readonly site: NodeProto;
  /** It and the views of it that are read in its place, each of the one before. */
  readonly findings: Finding[];
  /** Whether something has taken its place. */
  isFused: boolean;
}
