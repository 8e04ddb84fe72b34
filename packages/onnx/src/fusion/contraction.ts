// Sums of products of two tensors, however they are written.

import { type NodeProto, TensorProto_DataType } from '@involution/onnx-messages';
import {
  type Axes,
  broadcast,
  einsumAxes,
  einsumLetters,
  type Index,
  lowerBound,
  partsOf,
  prove,
  Size,
  unite,
} from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { axesFromFront } from '../symbolic/call.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { follow, MOVES, moved, type Trail } from './moves.ts';

/** A node whose result is a sum of products of two values. */
export interface Contraction {
  readonly node: NodeProto;
  readonly factors: readonly [string, string];
  /** Values between the factors and the result. */
  readonly inner: readonly string[];
  /**
   * What the axes of the result stand for, and which indices are summed over.
   *
   * @throws Unproven When that can't be told.
   */
  resolve(axes: readonly [Axes, Axes], known: Knowledge): Contracted;
}

export interface Contracted {
  readonly axes: Axes;
  readonly summed: readonly Index[];
}

/** The sum of products that a node makes, if it does. */
export function contractionAt(node: NodeProto, index: GraphIndex): Contraction | undefined {
  if (index.producerOf(node.output[0], ...Object.keys(CONTRACTIONS)) !== node) return undefined;
  return CONTRACTIONS[node.opType]!(node, index);
}

/** The product, or the sum of products, that a value is, if it is one. */
export function contractionOf(value: string, index: GraphIndex): Contraction | undefined {
  const node = index.producerOf(value, 'Mul', ...Object.keys(CONTRACTIONS));
  if (node?.opType !== 'Mul') return node && contractionAt(node, index);
  return contraction(node, node.input, [], ([a, b]) => ({ axes: broadcast(a, b, proveSame), summed: [] }));
}

/** The product that a `ReduceSum` sums, behind views or not. */
export function productBefore(sum: NodeProto, index: GraphIndex): NodeProto | undefined {
  const [summed] = sum.input;
  return summed === undefined ? undefined : index.producerOf(sumTrail(summed, index).source, 'Mul');
}

/** Views, other sums and wider types between a product and its sum. */
function sumTrail(value: string, index: GraphIndex): Trail {
  return follow(value, (source) => index.producerOf(source, 'Cast', 'ReduceSum', ...MOVES));
}

const CONTRACTIONS: Readonly<Record<string, (node: NodeProto, index: GraphIndex) => Contraction | undefined>> = {
  Einsum: einsum,
  MatMul: matrixProduct,
  ReduceSum: sumOfProduct,
};

function sumOfProduct(node: NodeProto, index: GraphIndex): Contraction | undefined {
  const trail = node.input[0] === undefined ? undefined : sumTrail(node.input[0], index);
  const product = trail && index.producerOf(trail.source, 'Mul');
  if (trail === undefined || product === undefined) return undefined;
  const inner = [product, ...trail.nodes].map(({ output }) => output[0]!);
  return contraction(node, product.input, inner, ([a, b], known) => {
    let axes = broadcast(a, b, proveSame);
    const summed: Index[] = [];
    for (const each of [...trail.nodes, node]) {
      if (each.opType === 'Cast') {
        prove(known.call(each).int('to', 0) === TensorProto_DataType.FLOAT, 'its products are cast before the sum');
        continue;
      }
      if (each.opType !== 'ReduceSum') {
        axes = moved(each, axes, known);
        continue;
      }
      const given = known.call(each).axes(1);
      const over = Array.isArray(given) ? axesFromFront(given, axes.length) : undefined;
      prove(over !== undefined && over.length > 0, 'the product is not summed over known axes');
      summed.push(...over.flatMap((k) => [...axes[k]!]));
      const keepsAxes = known.call(each).int('keepdims', 1) !== 0;
      axes = axes.flatMap((axis, k) => (!over.includes(k) ? [axis] : keepsAxes ? [[]] : []));
    }
    return { axes, summed };
  });
}

function matrixProduct(node: NodeProto): Contraction | undefined {
  return contraction(node, node.input, [], ([a, b]) => {
    prove(a.length >= 2 && b.length >= 2, 'it is a product with a vector');
    const [rows, inside] = a.slice(-2) as [Axes[number], Axes[number]];
    const [besides, columns] = b.slice(-2) as [Axes[number], Axes[number]];
    proveSame(inside, besides);
    return { axes: [...broadcast(a.slice(0, -2), b.slice(0, -2), proveSame), rows, columns], summed: inside };
  });
}

function einsum(node: NodeProto): Contraction | undefined {
  const equation = node.attribute.find(({ name }) => name === 'equation')?.s;
  const letters = equation && einsumLetters(new TextDecoder().decode(equation));
  return letters && contraction(node, node.input, [], (factors) => einsumAxes(letters, factors, proveSame));
}

function contraction(
  node: NodeProto,
  factors: readonly string[],
  inner: readonly string[],
  resolve: Contraction['resolve'],
): Contraction | undefined {
  const [a, b, ...more] = factors;
  if (a === undefined || b === undefined || more.length > 0) return undefined;
  return { node, factors: [a, b], inner, resolve };
}

export function proveSame(a: Axes[number], b: Axes[number]): void {
  prove(unite(a, b) || uniteWhole(a, b), 'windows and weights cannot be proven to have axes of the same sizes');
}

/** Two axes of more than one element each have the same number of them, or no runtime multiplies them: one index is some others. */
function uniteWhole(a: Axes[number], b: Axes[number]): boolean {
  const [own, others] = [partsOf(a), partsOf(b)];
  const [size, other] = [own, others].map((parts) => Size.product(parts.map((part) => part.size))) as [Size, Size];
  // Sizes that never are the same are those of a model that never runs.
  const mayAgree = (size.minus(other).value ?? 0) === 0;
  if (!mayAgree || lowerBound(size) <= 1 || lowerBound(other) <= 1) return false;
  for (const end of [0, -1]) {
    while (own.length > 0 && own.at(end) === others.at(end)) for (const parts of [own, others]) parts.splice(end, 1);
  }
  const [one, parts] = own.length === 1 ? [own[0]!, others] : [others[0]!, own];
  if (Math.min(own.length, others.length) !== 1 || parts.includes(one)) return false;
  one.consistOf(parts);
  return true;
}
