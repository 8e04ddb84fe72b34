// Sums of products, one for each tap, which some networks write in place of windows.

import type { NodeProto } from '@involution/onnx-messages';
import { type Axes, broadcast, indexOf, prove, unite } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { isZero } from '../graph/tensor-data.ts';
import { axesFromFront } from '../symbolic/call.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { proveSame } from './contraction.ts';
import { type Match, proveAgreeing, proveUnusedElsewhere } from './match.ts';
import { follow, MOVES, trailBefore } from './moves.ts';
import { movedImages, type Parts, partsOfOne, selections, uniteTaps } from './pieces.ts';
import { viewAlong } from './trace.ts';

/** More terms are not looked at. */
const MAX_TERMS = 225;

/** Fewer are no sum over taps, but anything. */
const MIN_TERMS = 2;

/** Products that are added up, each of a part of one value and a part of another. */
export interface TapSum {
  /** The first factor of each product, and the second. */
  readonly factors: readonly [Parts, Parts];
  /** Values between the factors and the result. */
  readonly inner: readonly string[];
  /** What the sum begins with. */
  readonly zeros: readonly string[];
  /** Where the products are put after each other, and summed: by which nodes. */
  readonly stack: readonly NodeProto[];
  /** Or else the largest of the products is taken. */
  readonly isSum: boolean;
}

/**
 * The products whose sum a node makes, if they look like the taps of windows, parts of an image times parts of weights, and if it
 * is not a part of a longer sum.
 */
export function tapSumAt(node: NodeProto, index: GraphIndex): TapSum | undefined {
  const [output] = node.output;
  const concat = index.producerOf(output, 'ReduceSum') === node ? index.producerOf(node.input[0], 'Concat') : undefined;
  const joiners = node.opType === 'Max' ? ['Max'] : ['Add', 'Sum'];
  const isJoiner = index.producerOf(output, ...joiners) === node;
  if (concat === undefined && (!isJoiner || isPartOf(output!, joiners, index))) return undefined;
  const products: NodeProto[] = [];
  const zeros: string[] = [];
  const stack = concat === undefined ? [] : [node, concat];
  const inner = concat === undefined ? [] : [node.input[0]!];
  const waiting = [...(concat ?? node).input].reverse();
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (isZeros(value, index)) {
      zeros.push(value);
      continue;
    }
    const term = index.producerOf(value, 'Mul', 'Unsqueeze', ...joiners);
    if (term === undefined || products.length === MAX_TERMS) return undefined;
    inner.push(value);
    if (term.opType === 'Mul') products.push(term);
    else if (term.opType === 'Unsqueeze') {
      if (concat === undefined) return undefined;
      stack.push(term);
      waiting.push(term.input[0]!);
    } else waiting.push(...[...term.input].reverse());
  }
  if (products.length < MIN_TERMS) return undefined;
  const [first, second] = [factorsOf(products, 0, index), factorsOf(products, 1, index)];
  return first && second && { factors: [first, second], inner, zeros, stack, isSum: node.opType !== 'Max' };
}

/** Whether a value is a constant of zeros, or zeros in some shape. */
function isZeros(value: string, index: GraphIndex): boolean {
  const { source } = follow(value, (shown) => index.producerOf(shown, 'Expand', ...MOVES));
  const filled = index.producerOf(source, 'ConstantOfShape');
  const fill = filled?.attribute.find(({ name }) => name === 'value')?.t;
  return filled === undefined ? index.isZero(source) : fill === undefined || isZero(fill);
}

/** Whether a value is added to products, or to sums of them, and to nothing else. */
function isPartOf(value: string, joiners: readonly string[], index: GraphIndex): boolean {
  const reader = index.onlyReaderOf(value);
  const isTerm = (input: string) => isZeros(input, index) || index.producerOf(input, 'Mul', ...joiners) !== undefined;
  return (
    reader !== undefined && index.producerOf(reader.output[0], ...joiners) === reader && reader.input.every(isTerm)
  );
}

/**
 * Proves that a sum over taps is an involution.
 *
 * @throws Unproven With the reason why it is none, or might be none.
 */
export function proveTapSum(sum: TapSum, side: 0 | 1, known: Knowledge, index: GraphIndex): Match {
  prove(sum.isSum, 'the products with its weights are not summed over the taps');
  proveUnusedElsewhere(sum.inner, index);
  const [image, weights] = [sum.factors[side], sum.factors[1 - side]!];
  const w = weights.whole;
  const trail = trailBefore(image.whole, index);
  const movedBy = (facts: Knowledge) => {
    const windows = viewAlong(trail, facts, index);
    const moved = movedImages(image, windows.axes, windows.sourceAxes, facts);
    return { moved, windows: { ...windows, axes: moved.axes, cuts: moved.cuts } };
  };
  const sumOf = (facts: Knowledge) => {
    const { moved, windows } = movedBy(facts);
    const dims = facts.get(w).dims;
    prove(dims !== undefined, `the rank of ${quoted(w)} is not known`);
    const sourceAxes = dims.map(indexOf);
    const selected = selections(weights, sourceAxes, facts);
    uniteTaps(selected.chosen, moved);
    const axes = broadcast(moved.axes, selected.axes, proveSame);
    for (const value of sum.zeros) proveWithin(value, axes, facts);
    proveStack(sum.stack, axes.length + 1, facts);
    const steps = [{ value: w, axes: sourceAxes }];
    return {
      windows,
      weights: { source: w, sourceAxes, axes: selected.axes, cuts: [], enlargement: undefined, steps },
      contracted: { axes, summed: moved.cuts.flatMap(({ pair }) => [...pair[0]]) },
    };
  };
  return proveAgreeing(trail.source, w, known, (facts) => ({ cut: movedBy(facts).windows, shapes: [] }), sumOf, index);
}

/** Proves that what the sum begins with is not of more elements than the products. */
function proveWithin(value: string, axes: Axes, known: Knowledge): void {
  const dims = known.get(value).dims ?? [];
  const before = axes.length - dims.length;
  const isWithin = before >= 0 && dims.every((size, k) => size.is(1) || unite(indexOf(size), axes[before + k]!));
  prove(isWithin, `${quoted(value)} may be of another shape than what is added to it`);
}

/** Proves that products are put after each other along a new axis, and summed along that. */
function proveStack(stack: readonly NodeProto[], rank: number, known: Knowledge): void {
  const axes = stack.map((node) => {
    const call = known.call(node);
    const given = node.opType === 'Concat' ? [call.int('axis', Number.NaN)] : call.axes(1);
    return Array.isArray(given) ? axesFromFront(given, rank)?.join() : undefined;
  });
  const [sum, concat] = stack;
  const isStack = axes.every((axis) => axis !== undefined && axis === axes[0]);
  const isSummed = sum === undefined || known.call(sum).int('keepdims', 1) === 0;
  const isWhole = stack.length === (concat?.input.length ?? -2) + 2;
  prove(isStack && isSummed && isWhole, 'the products with its weights are not summed over the taps');
}

/** `undefined` where these factors are not parts of one value. */
function factorsOf(products: readonly NodeProto[], side: 0 | 1, index: GraphIndex): Parts | undefined {
  return partsOfOne(
    products.map(({ input }) => input[side] ?? ''),
    index,
  );
}
