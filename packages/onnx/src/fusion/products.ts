// Products of windows and weights, and sums of such products, as a graph has them.

import type { NodeProto } from '@involution/onnx-messages';
import { type Axes, type Index, isSame, isSameAxes, partsOf, prove, Size, Unproven, unite } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { isZero } from '../graph/tensor-data.ts';
import { axisFromFront } from '../symbolic/call.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { CHANGES, type Contracted, changed, multiplied, PRODUCTS } from './contraction.ts';
import { compareBegin, joined, proveAll } from './lines.ts';
import { follow, MOVES, type Trail } from './moves.ts';
import { type Parts, partsOfMost, partsOfOne } from './parts.ts';
import {
  alongFrom,
  imageTrailBefore,
  isCut,
  type View,
  viewAlong,
  weightsTrailBefore,
  windowTrailsBefore,
} from './trace.ts';

/** More products of products are not looked through. */
const MAX_FACTORS = 3;

/** More terms are not looked at. */
const MAX_TERMS = 225;

/** A product of windows and weights, with what its axes stand for. */
export interface Sum extends Contracted {
  readonly windows: View;
  /** Their product are the weights. */
  readonly weights: readonly View[];
}

/** A product of windows and weights, summed or not, as the graph has it. */
export interface Product {
  /** What the windows are cut from, and what they are multiplied with, one after the other. */
  readonly x: string;
  readonly w: readonly string[];
  /** Values between the factors and the result. */
  readonly inner: readonly string[];
  /** The node that reports name. */
  readonly site: NodeProto | undefined;
  /** What leads to the windows, and what leads to the weights. */
  readonly ofWindows: readonly Trail[];
  readonly ofWeights: readonly Trail[];
  /** What the axes of the windows stand for where they are cut, or as far behind that as can be told. */
  seen(known: Knowledge): Axes;
  /** @throws Unproven When what the axes stand for can't be told. */
  sum(known: Knowledge): Sum;
}

/** The products whose sum a node makes, if it does. */
export function sumsAt(node: NodeProto, known: Knowledge, index: GraphIndex): Product[] {
  const [output = ''] = node.output;
  if (index.producerOf(output, 'ReduceSum', 'MatMul', 'FusedMatMul', 'Einsum') === node) {
    return productsOf(output, known, index).filter(({ w }) => w.length > 0);
  }
  const isJoiner = index.producerOf(output, ...JOINERS) === node;
  return isJoiner && !isTerm(output, node, index) ? addedProducts(node, known, index) : [];
}

/** The products of windows that a value is: the windows themselves, too. */
function productsOf(value: string, known: Knowledge, index: GraphIndex, factors = 0): Product[] {
  const trails = windowTrailsBefore(value, known, index);
  if (trails.length > 0) return trails.map((trail) => windowsOnly(trail, index));
  const { source, nodes, values } = follow(value, (shown) => index.producerOf(shown, ...CHANGES));
  const node = index.producerOf(source, 'Concat', ...PRODUCTS);
  if (node === undefined || factors > MAX_FACTORS) return [];
  const products =
    node.opType === 'Concat'
      ? concatenatedProducts(node, known, index)
      : ([0, 1] as const).flatMap((side) =>
          productsOf(node.input[side] ?? '', known, index, factors + 1).map((product) =>
            times(product, node, side, known, index),
          ),
        );
  const between = nodes.length === 0 ? [] : [source, ...values.slice(0, -1)];
  return products.map((product) => ({
    ...product,
    inner: [...product.inner, ...between],
    sum: (facts) => {
      const before = product.sum(facts);
      return { ...before, ...changed(nodes, before, facts) };
    },
  }));
}

function windowsOnly(trail: Trail, index: GraphIndex): Product {
  const sum = (known: Knowledge) => {
    const windows = viewAlong(trail, known, index);
    return { windows, weights: [], axes: windows.axes, summed: [] };
  };
  const cut = trail.nodes.map(isCut).lastIndexOf(true);
  const seen = (known: Knowledge) => {
    for (let last = trail.nodes.length; ; last--) {
      try {
        return viewAlong({ ...trail, nodes: trail.nodes.slice(0, last) }, known, index).axes;
      } catch (error) {
        if (!(error instanceof Unproven) || last <= cut + 1) throw error;
      }
    }
  };
  return { x: trail.source, w: [], inner: [], site: undefined, ofWindows: [trail], ofWeights: [], seen, sum };
}

/** A product that is a factor, on some side. */
function times(product: Product, node: NodeProto, side: 0 | 1, known: Knowledge, index: GraphIndex): Product {
  const trail = weightsTrailBefore(node.input[1 - side] ?? '', known, index);
  return {
    ...product,
    w: [...product.w, trail.source],
    inner: product.w.length === 0 ? [] : [...product.inner, node.input[side]!],
    site: node,
    ofWeights: [...product.ofWeights, trail],
    sum: (facts) => {
      const before = product.sum(facts);
      const weights = viewAlong(trail, facts, index);
      proveAll(weights);
      const { axes, summed } = multiplied(node, inOrder(side, before.axes, weights.axes), facts);
      return { ...before, weights: [...before.weights, weights], axes, summed: [...before.summed, ...summed] };
    },
  };
}

function inOrder(side: 0 | 1, own: Axes, other: Axes): readonly [Axes, Axes] {
  return side === 0 ? [own, other] : [other, own];
}

/** Operators that add terms up, and one that takes the largest, which looks like it. */
const JOINERS = ['Add', 'Sum', 'Max'];

/** Whether a value is added to products, or to sums of them, and to nothing else. */
function isTerm(value: string, { opType }: NodeProto, index: GraphIndex): boolean {
  const reader = index.onlyReaderOf(value);
  const isOne = (input: string) =>
    isZeros(input, index) || index.producerOf(input, opType) !== undefined || productAt(input, index) !== undefined;
  return reader !== undefined && index.producerOf(reader.output[0], opType) === reader && reader.input.every(isOne);
}

/** A product that is added to others, with what sums or shows it first. */
function productAt(value: string, index: GraphIndex): (Trail & { node: NodeProto }) | undefined {
  const trail = follow(value, (shown) => index.producerOf(shown, ...CHANGES));
  const node = index.producerOf(trail.source, ...PRODUCTS);
  return node && { ...trail, node };
}

/** Products that are added up, or the largest of which is taken, each of a part of one value and a part of another. */
function addedProducts(node: NodeProto, known: Knowledge, index: GraphIndex): Product[] {
  const terms: string[] = [];
  const zeros: string[] = [];
  const inner: string[] = [];
  const waiting = [...node.input].reverse();
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    const sum = index.producerOf(value, node.opType);
    if (isZeros(value, index)) zeros.push(value);
    else if (sum === undefined) terms.push(value);
    else {
      inner.push(value);
      waiting.push(...[...sum.input].reverse());
    }
    if (terms.length > MAX_TERMS) return [];
  }
  return joinedProducts(terms, known, index).map((product) => ({
    ...product,
    inner: [...product.inner, ...inner],
    sum: (facts) => {
      prove(node.opType !== 'Max', 'the products with its weights are not summed over the taps');
      const { order, ...sum } = product.sum(facts);
      for (const value of zeros) proveWithin(value, sum.axes, facts);
      return { ...sum, summed: [...order, ...sum.summed] };
    },
  }));
}

function concatenatedProducts(concat: NodeProto, known: Knowledge, index: GraphIndex): Product[] {
  return joinedProducts(concat.input, known, index).map((product) => ({
    ...product,
    sum: (facts) => {
      const { order, ...sum } = product.sum(facts);
      const at = axisFromFront(known.call(concat).int('axis', Number.NaN), sum.axes.length);
      prove(at !== undefined, 'the products are put after each other along no axis of theirs');
      return { ...sum, axes: sum.axes.map((own, k) => (k === at ? [...order, ...own] : own)) };
    },
  }));
}

/** Products of parts of one value and parts of another as one product, with what counts them. */
type Joint = Omit<Product, 'sum'> & { sum(known: Knowledge): Sum & { readonly order: readonly Index[] } };

function joinedProducts(values: readonly string[], known: Knowledge, index: GraphIndex): Joint[] {
  const terms = values.flatMap((value) => productAt(value, index) ?? []);
  if (terms.length < 2 || terms.length < values.length || terms.length > MAX_TERMS) return [];
  const nodes = terms.map(({ node }) => node);
  const [first, second] = partsOfFactors(nodes, known, index);
  if (first === undefined || second === undefined) return [];
  const inner = terms.flatMap((term) => [term.source, ...term.values]);
  return ([0, 1] as const).map((side) => {
    const [image, { whole: w, trails }] = side === 0 ? [first, second] : [second, first];
    const trail = imageTrailBefore(image.whole, known, index);
    const partsIn = (facts: Knowledge) => {
      const all = viewAlong({ source: w, nodes: [], values: [] }, facts, index);
      const ofWeights = trails.map((each) => alongFrom(all, each, facts, index));
      // The order in which they are added up says nothing.
      const order = [...ofWeights.keys()].sort((a, b) => compareBegin(ofWeights[a]!, ofWeights[b]!));
      const base = viewAlong(trail, facts, index);
      const ofImage = order.map((k) => alongFrom(base, image.trails[k]!, facts, index));
      const inTheirOrder = order.map((k) => ofWeights[k]!);
      return {
        windows: { ...base, ...joined(ofImage, 'the parts of the image') },
        weights: { ...all, ...joined(inTheirOrder, 'the parts of the weights') },
      };
    };
    const sum = (facts: Knowledge) => {
      const { windows, weights } = partsIn(facts);
      proveAll(weights);
      const areOfTaps = unite(windows.order, weights.order);
      prove(areOfTaps, 'the parts of the image are not multiplied with the weights of their taps');
      const pair = inOrder(side, windows.axes, weights.axes);
      const [own, ...others] = terms.map((term) => changed(term.nodes, multiplied(term.node, pair, facts), facts));
      const { axes, summed } = own!;
      const areAlike = others.every((other) => isSameAxes(axes, other.axes) && isSame(summed, other.summed));
      prove(areAlike, 'the products with its weights are not all of the same shape');
      return { windows, weights: [weights], axes, summed, order: windows.order };
    };
    const seen = (facts: Knowledge) => partsIn(facts).windows.axes;
    return { x: trail.source, w: [w], inner, site: undefined, ofWindows: image.trails, ofWeights: trails, seen, sum };
  });
}

/** What the first factors of products are parts of, and the second: those of a `Mul` in the order of the first product's. */
function partsOfFactors(nodes: readonly NodeProto[], known: Knowledge, index: GraphIndex): (Parts | undefined)[] {
  const [first = ''] = nodes[0]!.input;
  const areOfOne = (other: string) => partsOfOne([first, other], known, index) !== undefined;
  const pairs = nodes.map(({ opType, input: [a = '', b = ''] }) =>
    opType === 'Mul' && !areOfOne(a) && areOfOne(b) ? [b, a] : [a, b],
  );
  return [0, 1].map((side) =>
    partsOfMost(
      pairs.map((pair) => pair[side]!),
      known,
      index,
    ),
  );
}

/** Whether a value is a constant of zeros, or zeros in some shape. */
function isZeros(value: string, index: GraphIndex): boolean {
  const { source } = follow(value, (shown) => index.producerOf(shown, 'Expand', ...MOVES));
  const filled = index.producerOf(source, 'ConstantOfShape');
  const tensor = filled ? filled.attribute.find(({ name }) => name === 'value')?.t : index.constantOf(source);
  return tensor === undefined ? filled !== undefined : isZero(tensor);
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
