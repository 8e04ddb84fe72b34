// What of a graph an involution is, before it is fused and after it is expanded.
import type { Dims, FusedNode } from '@involution/onnx';
import { DOMAIN, nameOf, nodesOf, readsOf } from '@involution/onnx/model';
import type { FunctionProto, ModelProto, NodeProto } from '@involution/onnx/proto';

/** A node that X or W flows through on their way to Y. */
export interface PathNode {
  readonly name: string;
  readonly operator: string;
  /** The value that it produces, and its shape as far as the model states it. */
  readonly output: string;
  readonly dims: Dims | undefined;
  /** Of what it reads: X, W, and outputs of others on the path. */
  readonly reads: readonly string[];
}

/** How many nodes there are of an operator. */
export interface OperatorCount {
  readonly operator: string;
  readonly count: number;
}

/** What an Involution node replaces. */
export interface ReplacedSubgraph {
  readonly fused: FusedNode;
  /** In an order in which each comes after those that it reads. */
  readonly path: readonly PathNode[];
  /** All the others: they compute shapes and the indices of windows. */
  readonly others: readonly OperatorCount[];
  readonly xDims: Dims | undefined;
  readonly wDims: Dims | undefined;
}

/** What gives a shape and lets no value through. */
const SHAPES_ALONE = ['Shape', 'Size'];

/**
 * For each involution the nodes that are gone because it is one node now.
 *
 * @param before The model that was fused.
 * @param after What became of it.
 */
export function replacedSubgraphs(
  before: ModelProto,
  after: ModelProto,
  fused: readonly FusedNode[],
): ReplacedSubgraph[] {
  const left = new Set([...nodesOf(after)].flatMap(({ node }) => node.output));
  const results = new Set(fused.map(({ output }) => output));
  const isGone = ({ output }: NodeProto) => !output.some((value) => left.has(value)) || results.has(output[0]!);
  const gone = [...nodesOf(before)].filter(({ node }) => isGone(node));
  const producers = new Map(gone.flatMap((site) => site.node.output.map((value) => [value, site] as const)));
  const order = new Map(gone.map((site, k) => [site, k]));
  // Inputs and initializers have no producer: any node of their graph knows their shape.
  const shapeOf = (value: string) => gone.map((site) => site.shapeOf(value)).find((dims) => dims !== undefined);

  return fused.map((involution) => {
    const { output, x, w } = involution;
    const sites = new Set<(typeof gone)[number]>();
    const waiting = [output];
    for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
      const site = value === x || value === w ? undefined : producers.get(value);
      if (site === undefined || sites.has(site)) continue;
      sites.add(site);
      waiting.push(...readsOf(site.node));
    }
    const onPath = new Set([x, w]);
    const path: PathNode[] = [];
    const others: NodeProto[] = [];
    for (const { node } of [...sites].sort((a, b) => order.get(a)! - order.get(b)!)) {
      const reads = [...new Set(node.input)].filter((value) => onPath.has(value));
      if (reads.length === 0 || SHAPES_ALONE.includes(node.opType)) {
        others.push(node);
        continue;
      }
      onPath.add(node.output[0]!);
      path.push({
        name: nameOf(node),
        operator: node.opType,
        output: node.output[0]!,
        dims: shapeOf(node.output[0]!),
        reads,
      });
    }
    return { fused: involution, path, others: countOperators(others), xDims: shapeOf(x), wDims: shapeOf(w) };
  });
}

/** An Involution node that became the call of a function. */
export interface ExpandedNode {
  readonly name: string;
  readonly functionName: string;
  /** The operators of the function's body. */
  readonly body: readonly OperatorCount[];
}

/** The nodes of a model that call model-local functions which `expandInvolution` wrote. */
export function expandedNodes(expanded: ModelProto): ExpandedNode[] {
  const functions = new Map<string, FunctionProto>(
    expanded.functions.filter(({ domain }) => domain === DOMAIN).map((each) => [each.name, each]),
  );
  return [...nodesOf(expanded)].flatMap(({ node }) => {
    const called = node.domain === DOMAIN ? functions.get(node.opType) : undefined;
    return called ? [{ name: nameOf(node), functionName: called.name, body: countOperators(called.node) }] : [];
  });
}

function countOperators(nodes: readonly NodeProto[]): OperatorCount[] {
  const counts = new Map<string, number>();
  for (const { opType } of nodes) counts.set(opType, (counts.get(opType) ?? 0) + 1);
  return [...counts].map(([operator, count]) => ({ operator, count })).sort((a, b) => b.count - a.count);
}
