// What products and sums make of the axes of their factors.

import { type AttributeProto, type NodeProto, TensorProto_DataType } from '@involution/onnx-messages';
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
import { axesFromFront } from '../symbolic/call.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { MOVES, moved } from './moves.ts';

/** What the axes of a sum of products stand for, and what was summed over. */
export interface Contracted {
  readonly axes: Axes;
  readonly summed: readonly Index[];
}

/** Operators that sum a product, see it in another shape or cast it. */
export const CHANGES: readonly string[] = ['Cast', 'ReduceSum', ...MOVES];

/**
 * The product of some values.
 *
 * @param factors Of a `Mul` in any order, and those of its factors that are products by element, too.
 * @throws Unproven When that can't be told.
 */
export function multiplied(node: NodeProto, factors: readonly Axes[], known: Knowledge): Contracted {
  if (node.opType === 'Mul') return { axes: factors.reduce((a, b) => broadcast(a, b, proveSame)), summed: [] };
  if (node.opType === 'Einsum') {
    const letters = einsumLetters(known.call(node).text('equation', ''));
    prove(letters !== undefined, 'its equation does not say all of its letters, or takes a diagonal');
    return einsumAxes(letters, factors, proveSame);
  }
  const [a = [], b = []] = factors;
  prove(a.length >= 2 && b.length >= 2, 'it is a product with a vector');
  // onnxruntime's `FusedMatMul` may transpose its factors, and do other things.
  const isOther = ({ name, i, f }: AttributeProto) => (name === 'alpha' ? f !== 1 : name.includes('Batch') && i !== 0n);
  prove(!node.attribute.some(isOther), 'it is a product with a factor or another batch');
  const matrix = (axes: Axes, flag: string) =>
    known.call(node).int(flag, 0) === 0 ? axes.slice(-2) : axes.slice(-2).reverse();
  const [rows, inside] = matrix(a, 'transA') as [Axes[number], Axes[number]];
  const [besides, columns] = matrix(b, 'transB') as [Axes[number], Axes[number]];
  proveSame(inside, besides);
  return { axes: [...broadcast(a.slice(0, -2), b.slice(0, -2), proveSame), rows, columns], summed: inside };
}

/**
 * A product behind some nodes that sum it or show it.
 *
 * @throws Unproven When that can't be told.
 */
export function changed(nodes: readonly NodeProto[], before: Contracted, known: Knowledge): Contracted {
  return nodes.reduce(({ axes, summed }, node) => {
    const call = known.call(node);
    if (node.opType === 'Cast') {
      prove(call.int('to', 0) === TensorProto_DataType.FLOAT, 'its products are cast before the sum');
      return { axes, summed };
    }
    if (node.opType !== 'ReduceSum') return { axes: moved(node, axes, known), summed };
    const given = call.axes(1);
    const over = Array.isArray(given) ? axesFromFront(given, axes.length) : undefined;
    prove(over !== undefined && over.length > 0, 'the product is not summed over known axes');
    const kept = call.int('keepdims', 1) !== 0 ? [[]] : [];
    return {
      axes: axes.flatMap((axis, k) => (over.includes(k) ? kept : [axis])),
      summed: [...summed, ...over.flatMap((k) => [...axes[k]!])],
    };
  }, before);
}

function proveSame(a: Axes[number], b: Axes[number]): void {
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
