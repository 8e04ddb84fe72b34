// Sums of products of two tensors, however they are written.
import {
  type Axes,
  broadcast,
  einsumAxes,
  einsumLetters,
  type Index,
  type IndexList,
  prove,
  unite,
} from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { boolAttr, type GraphNode, textAttr } from '../graph/node.ts';
import type { Environment } from '../symbolic/environment.ts';
import { moved, trailBefore } from './trace.ts';

/** A node whose result is a sum of products of two values. */
export interface Contraction {
  readonly node: GraphNode;
  readonly factors: readonly [string, string];
  /** Nodes between the factors and the result. */
  readonly inner: readonly GraphNode[];
  /**
   * What the axes of the result stand for, and which indices are summed over.
   *
   * @throws Unproven When that can't be told.
   */
  resolve(axes: readonly [Axes, Axes]): Contracted;
}

export interface Contracted {
  readonly axes: Axes;
  readonly summed: readonly Index[];
}

/** The sum of products that a node makes, if it does. */
export function contractionAt(node: GraphNode, known: Environment, index: GraphIndex): Contraction | undefined {
  if (index.producerOf(node.name, ...Object.keys(CONTRACTIONS)) !== node) return undefined;
  return CONTRACTIONS[node.op]!(node, known, index);
}

type Read = (node: GraphNode, known: Environment, index: GraphIndex) => Contraction | undefined;

const CONTRACTIONS: Readonly<Record<string, Read>> = {
  BatchMatMul: matrixProduct('adj_x', 'adj_y'),
  BatchMatMulV2: matrixProduct('adj_x', 'adj_y'),
  BatchMatMulV3: matrixProduct('adj_x', 'adj_y'),
  Einsum: einsum,
  MatMul: matrixProduct('transpose_a', 'transpose_b'),
  Sum: sumOfProduct,
};

/** The product whose elements a `Sum` sums, behind views and other sums or not. */
function sumOfProduct(node: GraphNode, known: Environment, index: GraphIndex): Contraction | undefined {
  const [summed] = node.inputs;
  const trail = summed === undefined ? undefined : trailBefore(summed, known, index, 'Sum');
  const product = trail && index.producerOf(trail.source, 'Mul');
  if (product === undefined) return undefined;
  const steps = [...trail!.nodes, node];
  return contraction(node, product.inputs, [product, ...trail!.nodes], ([a, b]) => {
    let axes = broadcast(a, b, proveSame);
    const all: Index[] = [];
    for (const step of steps) {
      if (step.op !== 'Sum') {
        axes = moved(step, axes, known);
        continue;
      }
      const over = known.call(step).axes(1, axes.length);
      prove(over !== undefined && over.length > 0, 'the product is not summed over known axes');
      all.push(...over.flatMap((axis) => [...axes[axis]!]));
      const keepsAxes = boolAttr(step, 'keep_dims');
      axes = axes.flatMap((axis, k) => (!over.includes(k) ? [axis] : keepsAxes ? [[]] : []));
    }
    return { axes, summed: all };
  });
}

/** @param transposes What a node calls that it transposes its factors. */
function matrixProduct(...transposes: readonly [a: string, b: string]) {
  return (node: GraphNode): Contraction | undefined =>
    contraction(node, node.inputs, [], ([a, b]) => {
      prove(a.length >= 2 && b.length >= 2, 'it is a product with a vector');
      const [left, right] = [a, b].map((axes, k) => {
        const matrix = axes.slice(-2) as [IndexList, IndexList];
        return boolAttr(node, transposes[k]!) ? matrix.reverse() : matrix;
      }) as [[IndexList, IndexList], [IndexList, IndexList]];
      proveSame(left[1], right[0]);
      return { axes: [...broadcast(a.slice(0, -2), b.slice(0, -2), proveSame), left[0], right[1]], summed: left[1] };
    });
}

function einsum(node: GraphNode): Contraction | undefined {
  const letters = einsumLetters(textAttr(node, 'equation') ?? '');
  return letters && contraction(node, node.inputs, [], (factors) => einsumAxes(letters, factors, proveSame));
}

function contraction(
  node: GraphNode,
  factors: readonly string[],
  inner: readonly GraphNode[],
  resolve: Contraction['resolve'],
): Contraction | undefined {
  const [a, b, ...more] = factors;
  if (a === undefined || b === undefined || more.length > 0) return undefined;
  return { node, factors: [a, b], inner, resolve };
}

function proveSame(a: IndexList, b: IndexList): void {
  prove(unite(a, b), 'windows and weights cannot be proven to have axes of the same sizes');
}
