import type { GraphProto, NodeProto } from '@involution/onnx-messages';
import { subgraphsOf } from '../graph/edges.ts';
import type { ReadExternal } from '../graph/external-data.ts';
import { GraphIndex } from '../graph/graph-index.ts';
import { sortedNodes } from '../graph/order.ts';
import { Environment } from '../symbolic/environment.ts';
import { type Match, type Product, productAt, proveInvolution, sumBefore } from './match.ts';
import { Unproven } from './proof.ts';
import { removeUnused } from './prune.ts';
import { unfoldAt } from './windows.ts';

/** An involution that was found: the node that produced its result, and what was proven of it. */
export interface Finding {
  node: NodeProto;
  match: Match;
}

/** Sliding windows of a value that are not fused. */
export interface Rejection {
  /** The last node that matches the pattern of an involution. */
  node: NodeProto;
  reason: string;
}

/** What to put in the place of a node that produced an involution. Throws {@link Unproven} to leave it. */
export type Replace = (finding: Finding) => NodeProto;

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
  /** By the second `Gather` of each unfold, what is multiplied with it. */
  readonly #unfolds = new Map<NodeProto, Set<NodeProto>>();
  readonly #products = new Map<NodeProto, Product>();
  /** By product, why it is not fused so far; `undefined` once it is. */
  readonly #reasons = new Map<NodeProto, string | undefined>();
  readonly #replaced = new Map<NodeProto, NodeProto>();
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
    for (const [columns, products] of this.#unfolds) {
      if (products.size === 0) this.#reject(columns, 'its windows are not multiplied by weights');
      for (const product of products) {
        const reason = this.#reasons.get(product);
        if (reason !== undefined) this.#reject(product, reason);
      }
    }
    this.#graph.node = this.#graph.node.map((node) => this.#replaced.get(node) ?? node);
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
    const [output] = node.output;
    if (output === undefined) return;
    if (unfoldAt(this.#index.producerOf(output, 'Gather'), this.#index) !== undefined)
      this.#unfolds.set(node, new Set());
    const product = productAt(node, this.#index);
    if (product !== undefined) {
      this.#products.set(node, product);
      this.#unfolds.get(product.unfold.columns)!.add(node);
      this.#reasons.set(node, 'the product with its weights is not summed over the taps');
    }
    this.#visitSum(node, output);
  }

  #visitSum(node: NodeProto, output: string): void {
    const sum = sumBefore(output, this.#index);
    const multiply = this.#index.producerOf(sum?.reduce.input[0], 'Mul');
    const product = multiply && this.#products.get(multiply);
    if (sum === undefined || product === undefined || this.#reasons.get(product.node) === undefined) return;
    if (this.#environment.get(output).dims?.length !== 4) {
      this.#reasons.set(product.node, 'the sum is not seen as [N, C, Ho, Wo]');
      return;
    }
    try {
      const match = proveInvolution(product, sum.reduce, sum.views, this.#environment, this.#index);
      const finding = { node, match };
      this.#replaced.set(node, this.#replace(finding));
      this.#environment.set(output, { ...this.#environment.get(output), dims: match.dims });
      for (const value of node.input) this.#lost.push(value);
      this.#result.found.push(finding);
      this.#reasons.set(product.node, undefined);
    } catch (error) {
      if (!(error instanceof Unproven)) throw error;
      this.#reasons.set(product.node, error.message);
    }
  }

  #reject(node: NodeProto, reason: string): void {
    this.#result.rejected.push({ node, reason });
  }
}
