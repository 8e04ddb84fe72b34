// Sums of products, one for each tap, which some networks write in place of windows.

import type { NodeProto } from '@involution/onnx-messages';
import { type Axes, isSame, isSameAxes, partsOf, prove, Size, unite } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { isZero } from '../graph/tensor-data.ts';
import { axisFromFront } from '../symbolic/call.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { type Contraction, contractionOf } from './contraction.ts';
import { joined, type Placed, proveAll } from './lines.ts';
import { type Match, proveAgreeing, proveUnusedElsewhere, shapesIn } from './match.ts';
import { follow, MOVES } from './moves.ts';
import { type Parts, partsOfOne } from './parts.ts';
import { alongFrom, imageTrailBefore, viewAlong } from './trace.ts';

/** More terms are not looked at. */
const MAX_TERMS = 225;

/** Fewer are no sum over taps, but anything. */
const MIN_TERMS = 2;

/** Products that are added up, each of a part of one value and a part of another, or sums of such products. */
export interface TapSum {
  readonly terms: readonly Contraction[];
  /** The first factor of each, and the second. */
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
export function tapSumAt(node: NodeProto, known: Knowledge, index: GraphIndex): TapSum | undefined {
  const [output] = node.output;
  const concat = index.producerOf(output, 'ReduceSum') === node ? index.producerOf(node.input[0], 'Concat') : undefined;
  const joiners = node.opType === 'Max' ? ['Max'] : ['Add', 'Sum'];
  const isJoiner = index.producerOf(output, ...joiners) === node;
  if (concat === undefined && (!isJoiner || isPartOf(output!, joiners, index))) return undefined;
  const terms: Contraction[] = [];
  const zeros: string[] = [];
  const stack = concat === undefined ? [] : [node, concat];
  const inner = concat === undefined ? [] : [node.input[0]!];
  const waiting = [...(concat ?? node).input].reverse();
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (isZeros(value, index)) {
      zeros.push(value);
      continue;
    }
    inner.push(value);
    const term = contractionOf(value, index);
    const sum = index.producerOf(value, 'Unsqueeze', ...joiners);
    if (term !== undefined) {
      if (terms.push(term) > MAX_TERMS) return undefined;
      inner.push(...term.inner);
    } else if (sum?.opType === 'Unsqueeze' && concat !== undefined) {
      stack.push(sum);
      waiting.push(sum.input[0]!);
    } else if (sum !== undefined && sum.opType !== 'Unsqueeze') waiting.push(...[...sum.input].reverse());
    else return undefined;
  }
  if (terms.length < MIN_TERMS) return undefined;
  const [first, second] = [factorsOf(terms, 0, known, index), factorsOf(terms, 1, known, index)];
  return first && second && { terms, factors: [first, second], inner, zeros, stack, isSum: node.opType !== 'Max' };
}

/** Whether a value is a constant of zeros, or zeros in some shape. */
function isZeros(value: string, index: GraphIndex): boolean {
  const { source } = follow(value, (shown) => index.producerOf(shown, 'Expand', ...MOVES));
  const filled = index.producerOf(source, 'ConstantOfShape');
  const tensor = filled ? filled.attribute.find(({ name }) => name === 'value')?.t : index.constantOf(source);
  return tensor === undefined ? filled !== undefined : isZero(tensor);
}

/** Whether a value is added to products, or to sums of them, and to nothing else. */
function isPartOf(value: string, joiners: readonly string[], index: GraphIndex): boolean {
  const reader = index.onlyReaderOf(value);
  const isTerm = (input: string) =>
    isZeros(input, index) ||
    contractionOf(input, index) !== undefined ||
    index.producerOf(input, ...joiners) !== undefined;
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
  const [image, { whole: w, trails }] = [sum.factors[side], sum.factors[1 - side]!];
  const trail = imageTrailBefore(image.whole, known, index);
  const partsIn = (facts: Knowledge) => {
    const all = viewAlong({ source: w, nodes: [], values: [] }, facts, index);
    const ofWeights = trails.map((each) => alongFrom(all, each, facts, index));
    // The order in which they are added up says nothing.
    const order = [...ofWeights.keys()].sort((a, b) => compareBegin(ofWeights[a]!, ofWeights[b]!));
    const base = viewAlong(trail, facts, index);
    const ofImage = order.map((k) => alongFrom(base, image.trails[k]!, facts, index));
    return {
      windows: { ...base, ...joined(ofImage, 'the parts of the image') },
      weights: {
        ...all,
        ...joined(
          order.map((k) => ofWeights[k]!),
          'the parts of the weights',
        ),
      },
    };
  };
  const sumOf = (facts: Knowledge) => {
    const { windows, weights } = partsIn(facts);
    proveAll(weights);
    const areOfTaps = unite(windows.order, weights.order);
    prove(areOfTaps, 'the parts of the image are not multiplied with the weights of their taps');
    const pair = [windows.axes, weights.axes] as const;
    const [contracted, ...others] = sum.terms.map((term) =>
      term.resolve(side === 0 ? pair : [pair[1], pair[0]], facts),
    );
    const { axes, summed } = contracted!;
    const areAlike = others.every((other) => isSameAxes(axes, other.axes) && isSame(summed, other.summed));
    prove(areAlike, 'the products with its weights are not all of the same shape');
    for (const value of sum.zeros) proveWithin(value, axes, facts);
    proveStack(sum.stack, axes.length + 1, facts);
    return { windows, weights: [weights], contracted: { axes, summed: [...windows.order, ...summed] } };
  };
  const seen = (facts: Knowledge) => ({
    axes: () => partsIn(facts).windows.axes,
    ofWindows: shapesIn(image.trails, facts, index),
    ofWeights: shapesIn(trails, facts, index),
  });
  return proveAgreeing(trail.source, [w], known, seen, sumOf);
}

/** Which of two views begins first in the source. */
function compareBegin(a: Placed, b: Placed): number {
  const differences = a.lines.map(({ offset }, axis) => offset - b.lines[axis]!.offset);
  return differences.find((difference) => difference !== 0) ?? 0;
}

/** Proves that what the sum begins with is not of more elements than the products. */
function proveWithin(value: string, axes: Axes, known: Knowledge): void {
  const dims = known.get(value).dims ?? [];
  const before = axes.length - dims.length;
  const isWithin = before >= 0 && dims.every((size, k) => size.is(1) || isOfSize(axes[before + k]!, size));
  prove(isWithin, `${quoted(value)} may be of another shape than what is added to it`);
}

function isOfSize(axis: Axes[number], size: Size): boolean {
  return [0, -1].some((which) => Size.product(partsOf(axis).map(({ names }) => names.at(which)!)).equals(size));
}

/** Proves that products are put after each other along a new axis, and summed along that. */
function proveStack([sum, concat, ...others]: readonly NodeProto[], rank: number, known: Knowledge): void {
  if (sum === undefined || concat === undefined) return;
  const axis = axisFromFront(known.call(concat).int('axis', Number.NaN), rank);
  const isAlong = (node: NodeProto) => {
    const [given, ...more] = [known.call(node).axes(1)].flat();
    return typeof given === 'number' && more.length === 0 && axisFromFront(given, rank) === axis;
  };
  const isStack = others.length === concat.input.length && others.every(isAlong) && axis !== undefined;
  const isSummed = isAlong(sum) && known.call(sum).int('keepdims', 1) === 0;
  prove(isStack && isSummed, 'the products with its weights are not summed over the taps');
}

/** By term, the factor on one side of the first of them, and those that are parts of the same value as that. */
function factorsOf(terms: readonly Contraction[], side: 0 | 1, known: Knowledge, index: GraphIndex): Parts | undefined {
  const first = terms[0]!.factors[side];
  const values = terms.map(({ node, factors }) => {
    const isOther = node.opType === 'Mul' && partsOfOne([first, factors[side]], known, index) === undefined;
    return isOther && partsOfOne([first, factors[1 - side]!], known, index) ? factors[1 - side]! : factors[side];
  });
  return partsOfOne(values, known, index);
}
