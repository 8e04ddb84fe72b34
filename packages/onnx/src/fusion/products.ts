// Products of windows and weights, and sums of such products, as a graph has them.

import type { NodeProto } from '@involution/onnx-messages';
import { type Axes, type Index, isSame, isSameAxes, partsOf, prove, Size, Unproven, unite } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { isZero } from '../graph/tensor-data.ts';
import { axisFromFront } from '../symbolic/call.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { CHANGES, type Contracted, changed, multiplied } from './contraction.ts';
import { compareBegin, joined, proveAll } from './lines.ts';
import { PRODUCTS } from './may-fuse.ts';
import { follow, MOVES, type Trail } from './moves.ts';
import { type Parts, partsOfMost, partsOfOne } from './parts.ts';
import {
  alongFrom,
  imageTrailBefore,
  inRow,
  isCut,
  type View,
  viewAlong,
  weightsTrailBefore,
  windowTrailsBefore,
} from './trace.ts';

/** Windows that are multiplied with more weights are not looked at. */
const MAX_FACTORS = 4;

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
  if (node === undefined) return [];
  const all = factors + node.input.length - 1;
  const products =
    node.opType === 'Concat'
      ? concatenatedProducts(node, known, index)
      : (all > MAX_FACTORS ? [] : node.input).flatMap((value, side) =>
          productsOf(value, known, index, all).map((product) => times(product, node, side, known, index)),
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
function times(product: Product, node: NodeProto, side: number, known: Knowledge, index: GraphIndex): Product {
  const others = node.input.filter((_, k) => k !== side);
  const trails = others.map((value) => weightsTrailBefore(value, known, index));
  return {
    ...product,
    w: [...product.w, ...trails.map(({ source }) => source)],
    inner: product.w.length === 0 ? [] : [...product.inner, node.input[side]!],
    site: node,
    ofWeights: [...product.ofWeights, ...trails],
    sum: (facts) => {
      const before = product.sum(facts);
      const weights = trails.map((trail) => viewAlong(trail, facts, index));
      for (const view of weights) proveAll(view);
      const { axes, summed } = multiplied(node, inOrder(side, before, weights), facts);
      return { ...before, weights: [...before.weights, ...weights], axes, summed: [...before.summed, ...summed] };
    },
  };
}

/** The axes of all factors, of which one is on some side. */
function inOrder(side: number, own: { axes: Axes }, others: readonly { axes: Axes }[]): Axes[] {
  return [...others.slice(0, side), own, ...others.slice(side)].map(({ axes }) => axes);
}

/** Operators that add terms up, and one that takes the largest, which looks like it. */
export const JOINERS: readonly string[] = ['Add', 'Sum', 'Max'];

/** Whether a value, as it is or as a view shows it, is added to products, or to sums of them, and to nothing else. */
function isTerm(value: string, { opType }: NodeProto, index: GraphIndex): boolean {
  const [first] = index.onlyReaderOf(value)?.output ?? [];
  const shown = index.producerOf(first, ...MOVES) === undefined ? value : first!;
  const reader = index.onlyReaderOf(shown);
  const isOne = (input: string) =>
    input === shown ||
    isZeros(input, index) ||
    index.producerOf(input, opType) !== undefined ||
    productAt(input, index) !== undefined;
  return reader !== undefined && index.producerOf(reader.output[0], opType) === reader && reader.input.every(isOne);
}

/** A product that is added to others, with what sums or shows it first. */
interface Term extends Trail {
  readonly node: NodeProto;
  /** Those of a `Mul` that are products by element are taken apart. */
  readonly factors: readonly string[];
  readonly products: readonly string[];
}

function productAt(value: string, index: GraphIndex): Term | undefined {
  const trail = follow(value, (shown) => index.producerOf(shown, ...CHANGES));
  const node = index.producerOf(trail.source, ...PRODUCTS);
  if (node === undefined) return undefined;
  const isProduct = (factor: string) => node.opType === 'Mul' && index.producerOf(factor, 'Mul') !== undefined;
  const factors = node.input.flatMap((factor) =>
    isProduct(factor) ? index.producerOf(factor, 'Mul')!.input : [factor],
  );
  return { ...trail, node, factors, products: node.input.filter(isProduct) };
}

/** Products that are added up, or the largest of which is taken, each of a part of one value and parts of others. */
function addedProducts(node: NodeProto, known: Knowledge, index: GraphIndex): Product[] {
  const terms: string[] = [];
  const zeros: string[] = [];
  const inner: string[] = [];
  const views: (readonly NodeProto[])[] = [];
  const waiting = [...node.input].reverse();
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    const { source, nodes, values } = follow(value, (shown) => index.producerOf(shown, ...MOVES));
    const sum = index.producerOf(source, node.opType);
    if (isZeros(value, index)) zeros.push(value);
    else if (sum === undefined) terms.push(value);
    else {
      inner.push(source, ...values);
      views.push(nodes);
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
      for (const nodes of views) {
        const areSame = isSameAxes(changed(nodes, sum, facts).axes, sum.axes);
        prove(areSame, 'a part of the sum is seen in another shape');
      }
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
type JoinedProduct = Omit<Product, 'sum'> & { sum(known: Knowledge): Sum & { readonly order: readonly Index[] } };

function joinedProducts(values: readonly string[], known: Knowledge, index: GraphIndex): JoinedProduct[] {
  const terms = values.flatMap((value) => productAt(value, index) ?? []);
  if (terms.length < 2 || terms.length < values.length || terms.length > MAX_TERMS) return [];
  const factors = factorsOf(terms, known, index);
  const inner = terms.flatMap((term) => [term.source, ...term.values, ...term.products]);
  return factors.flatMap(({ parts: image }, side) => {
    if (image === undefined) return [];
    const others = factors.filter((_, k) => k !== side);
    const trail = imageTrailBefore(image.whole, known, index);
    const partsIn = (facts: Knowledge) => {
      const base = viewAlong(trail, facts, index);
      const ofImage = image.trails.map((one) => alongFrom(base, one, facts, index));
      const ofWeights = others.map((factor) => weightsIn(factor, facts, index));
      const all = [...ofWeights.map(({ each }) => each), ofImage];
      // The order in which they are added up says nothing.
      const order = [...terms.keys()].sort((a, b) => {
        const differences = all.map((each) => compareBegin(each[a]!, each[b]!));
        return differences.find((difference) => difference !== 0) ?? 0;
      });
      const inTheirOrder = order.map((k) => ofImage[k]!);
      const windows = { ...base, ...joined(inTheirOrder, 'the parts of the image') };
      return { windows, weights: ofWeights.map(({ together }) => together(order)) };
    };
    const sum = (facts: Knowledge) => {
      const { windows, weights } = partsIn(facts);
      for (const view of weights) proveAll(view);
      const areOfTaps = weights.every(({ order }) => unite(windows.order, order));
      prove(areOfTaps, 'the parts of the image are not multiplied with the weights of their taps');
      const given = inOrder(side, windows, weights);
      const [own, ...more] = terms.map((term) => changed(term.nodes, multiplied(term.node, given, facts), facts));
      const { axes, summed } = own!;
      const areAlike = more.every((other) => isSameAxes(axes, other.axes) && isSame(summed, other.summed));
      prove(areAlike, 'the products with its weights are not all of the same shape');
      return { windows, weights, axes, summed, order: windows.order };
    };
    const seen = (facts: Knowledge) => partsIn(facts).windows.axes;
    const w = others.flatMap(({ values, parts }) => parts?.whole ?? values);
    const ofWeights = others.flatMap(({ parts }) => parts?.trails ?? []);
    return { x: trail.source, w, inner, site: undefined, ofWindows: image.trails, ofWeights, seen, sum };
  });
}

/** What a factor is in each of several products: a part of one value, or a value of its own. */
interface Factor {
  readonly values: readonly string[];
  readonly parts: Parts | undefined;
}

/** The first factors of products, the second, and so on: those of a `Mul` in the order of the first product's. */
function factorsOf(terms: readonly Term[], known: Knowledge, index: GraphIndex): Factor[] {
  const { factors: first } = terms[0]!;
  const isOfSome = first.length >= 2 && first.length <= MAX_FACTORS + 1;
  if (!isOfSome || terms.some(({ factors }) => factors.length !== first.length)) return [];
  const isLike = (own: string, other: string) => own === other || partsOfOne([own, other], known, index) !== undefined;
  const inOrder = terms.map(({ node, factors }) => {
    const left = [...factors];
    const next = (own: string) => Math.max(0, node.opType === 'Mul' ? left.findIndex((each) => isLike(own, each)) : 0);
    return first.map((own) => left.splice(next(own), 1)[0]!);
  });
  const factors = first.map((whole, k) => {
    const values = inOrder.map((each) => each[k]!);
    // One that all products have is a part of itself.
    const isShared = values.every((value) => value === whole);
    const trails = values.map(() => ({ source: whole, nodes: [], values: [] }));
    return { values, parts: isShared ? { whole, trails } : partsOfMost(values, known, index) };
  });
  // Of two products that may be anything.
  return terms.length > 2 || factors.every(({ parts }) => parts !== undefined) ? factors : [];
}

/** The weights of each product, and all of them as one, in some order. */
function weightsIn({ values, parts }: Factor, facts: Knowledge, index: GraphIndex) {
  const whole = (source: string) => viewAlong({ source, nodes: [], values: [] }, facts, index);
  if (parts === undefined) {
    const each = values.map(whole);
    return { each, together: (order: readonly number[]) => inRow(order.map((k) => each[k]!)) };
  }
  const all = whole(parts.whole);
  const each = parts.trails.map((one) => alongFrom(all, one, facts, index));
  const together = (order: readonly number[]) => {
    const inTheirOrder = order.map((k) => each[k]!);
    return { ...all, ...joined(inTheirOrder, 'the parts of the weights') };
  };
  return { each, together };
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
