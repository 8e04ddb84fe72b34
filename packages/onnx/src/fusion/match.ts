import type { ChannelGrouping, KernelOrder } from '@involution/core';
import { TensorProto_DataType } from '@involution/onnx-messages';
import {
  type Axes,
  type Index,
  type IndexList,
  indexOf,
  isSame,
  isSameAxes,
  partsOf,
  prove,
  Size,
  sizesOf,
  symbolOf,
  Unproven,
} from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { nameOfNumber, quoted } from '../graph/names.ts';
import { elementsOf } from '../symbolic/int-tensor.ts';
import { assuming, type Knowledge, replaceIn, type Substitution } from '../symbolic/substitute.ts';
import { dynamicOf } from './arrange.ts';
import { isWhole, type Line, runOf, type Term, termsIn } from './lines.ts';
import type { Trail } from './moves.ts';
import { partsOfConcat } from './parts.ts';
import type { Product, Sum } from './products.ts';
import { type Row, type View, windowTrailsBefore } from './trace.ts';
import { type Slide, type Windows, windowsOf } from './windows.ts';

/** More copies of an image cost more than a node gains. Upsampling by weights has one for each position that a pixel becomes. */
const MAX_REPEATS = 64;

/** Proven: a value is the involution of an image by some weights, seen in some way. */
export interface Match {
  readonly windows: Windows;
  readonly image: Image;
  readonly kernel_order: KernelOrder;
  readonly channel_grouping: ChannelGrouping;
  readonly group: number;
  readonly weights: Weights;
  /** Where they lie in another order, which of the weights each tap has. */
  readonly taps: readonly number[] | undefined;
  /** What the axes of the involution's result stand for, `[N, C, Ho, Wo]`. */
  readonly y: Axes;
  /** What those of the value that was looked at stand for. */
  readonly result: Axes;
  /** `FLOAT` or `FLOAT16`: numbers of `TensorProto_DataType`. */
  readonly elementType: number;
}

/** Some neighbours along an axis of an image. */
interface Part {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly indices: IndexList;
}

/** What the image's axes stand for, and those that an involution wants once it is repeated: `[N, C, H, W]`. */
export interface Image {
  readonly source: string;
  /** What the involution is of, if not of all of it. */
  readonly parts: readonly Part[];
  readonly axes: Axes;
  readonly wanted: Axes;
  /** What only the weights count: the image is repeated for each, at the end of an axis that is wanted. */
  readonly repeated: IndexList;
}

/** What the weights are a view of, or what they are the product of, and the axes that an involution wants: `[N, G·Kh·Kw, Ho, Wo]`. */
export interface Weights {
  readonly factors: readonly { readonly source: string; readonly axes: Axes; readonly row?: Row | undefined }[];
  readonly wanted: Axes;
}

/** The sizes of the shapes that nodes give their results, and of what they take of their inputs. */
function shapesIn(trails: readonly Trail[], known: Knowledge, index: GraphIndex): Size[] {
  return trails
    .flatMap(({ nodes }) => nodes)
    .flatMap((node) => {
      const parts =
        node.opType === 'Concat' ? shapesIn(partsOfConcat(node, known, index)?.trails ?? [], known, index) : [];
      return [1, 2].flatMap((k): readonly Size[] => elementsOf(known.call(node).ints(k)) ?? []).concat(parts);
    });
}

/**
 * Proves that a sum of products is an involution.
 *
 * Where X and W have sizes that the model calls by one name, or one is seen in a shape of sizes of the other, no runtime
 * checks that these agree, but the Involution node does. So what follows from it may be used in the proof.
 *
 * @throws Unproven With the reason why it is none, or might be none.
 */
export function proveInvolution(product: Product, known: Knowledge, index: GraphIndex): Match {
  const { x, w, inner } = product;
  const isCutToo = w.some((each) => windowTrailsBefore(each, known, index).length > 0);
  prove(!isCutToo, 'its windows are multiplied by windows, not by weights');
  for (const value of inner) {
    prove(index.readsOf(value) === 1, `${quoted(value)}, which the involution would not make, is used elsewhere too`);
  }
  const ofWeights = w.map((each) => known.get(each).dims ?? []);
  const dims = ofWeights.flat();
  const named = sizesOfOneName(dims, known.get(x).dims ?? [], known);
  const facts = assuming(known, named);
  const shapes = [product.ofWindows, product.ofWeights].map((trails) => shapesIn(trails, facts, index));
  const own = openPositions(() => product.seen(facts)) ?? openOf(known.get(x).dims);
  const proveAssuming = (sizes: readonly Size[]) => {
    const agreed = new Map([...named, ...ofWeights.flatMap((each) => agreedSizes(openOf(each), sizes, shapes))]);
    const facts = agreed.size === 0 ? known : assuming(known, agreed);
    const sum = product.sum(facts);
    const match = proveSum(sum, facts);
    // The node compares the batch and the size of its weights with those of the image, and nothing else.
    const { wanted } = match.weights;
    const isChecked = (axis: IndexList) => [0, 2, 3].some((k) => isSame(dynamicOf(axis), dynamicOf(wanted[k]!)));
    // Of values that become one in a row, no runtime does so where they have other sizes than the first.
    const areChecked = sum.weights.every(({ source, sourceAxes }) => {
      const isAgreed = (size: Size) => atomsOf(size).some((key) => agreed.has(key));
      return known.get(source).dims!.every((size, k) => !isAgreed(size) || isChecked(sourceAxes[k]!));
    });
    prove(areChecked, 'sizes of one name may differ');
    return match;
  };
  const symbols = own.map((size) => symbolsOf(size)[0] ?? size);
  try {
    return proveAssuming(own);
  } catch (error) {
    const isOther = symbols.some((size, k) => !size.equals(own[k]!));
    if (!(error instanceof Unproven) || !isOther) throw error;
    // The heads may be a part of the batch of X, and none of that of W.
    return proveAssuming(symbols);
  }
}

function proveSum({ windows, weights, axes, summed }: Sum, facts: Knowledge): Match {
  const elementType = floatTypeOf(
    [windows, ...weights].map(({ source }) => source),
    facts,
  );
  const { shuffled } = windows;
  const inPlace = shuffled && partsOf([shuffled.index]).every((part) => partsOf(summed).includes(part));
  const slides = slidesOf(windows, [...partsOf(summed), ...(inPlace ? partsOf(shuffled.inPlace) : [])]);
  const geometry = windowsOf(windows.source, slides, facts);
  return {
    ...provenMatch(windows, weights, slides, summed, axes, geometry),
    windows: geometry,
    result: axes,
    elementType,
  };
}

/** The symbols that a size is made of, but for those of which it has quotients. */
function symbolsOf({ terms = [] }: Size): Size[] {
  return terms.flatMap(({ atoms }) =>
    atoms.flatMap((atom) => (atom.floor ? [] : [Size.sum([{ coefficient: 1, key: atom.key, atoms: [atom] }])])),
  );
}

/** By symbol of W, the one of X that the model calls by the same name. */
function sizesOfOneName(w: readonly Size[], x: readonly Size[], known: Knowledge): Substitution {
  const names = new Map(x.flatMap(symbolsOf).map((symbol) => [known.statedName(symbol), symbol]));
  return new Map(
    w.flatMap(symbolsOf).flatMap((symbol) => {
      const name = known.statedName(symbol);
      const other = name === undefined ? undefined : names.get(name);
      return other === undefined || other.equals(symbol) ? [] : [[symbolOf(symbol)!, other] as const];
    }),
  );
}

/**
 * By symbol of W, the size of X that it has to be where one of them is seen in a shape of sizes of the other.
 *
 * @param w The dynamic sizes of W.
 * @param x The batch of X and the positions of its windows, as far as they are dynamic.
 */
function agreedSizes(
  w: readonly Size[],
  x: readonly Size[],
  [ofWindows, ofWeights]: readonly Size[][],
): [string, Size][] {
  // Of weights that lie in another order, the sizes are those of something else.
  const pairs = w.length === x.length ? w.map((size, k) => [size, x[k]!] as const) : [];
  const different = pairs.filter(([size, other]) => !size.equals(other));
  const areIn = (side: 0 | 1, shapes: readonly Size[]) => {
    const named = new Set(shapes.flatMap(atomsOf));
    return different.flatMap((pair) => atomsOf(pair[side])).some((key) => named.has(key));
  };
  if (!areIn(0, ofWindows ?? []) && !areIn(1, ofWeights ?? [])) return [];
  return different.flatMap(([size, other]) => {
    const [key = ''] = atomsOf(size);
    // It is nothing else, and the other is not made of it.
    const isAtom =
      replaceIn(size, new Map([[key, Size.of(0)]])).is(0) && replaceIn(size, new Map([[key, Size.of(1)]])).is(1);
    const isApart = replaceIn(other, new Map([[key, Size.of(0)]])).equals(other);
    return isAtom && isApart ? [[key, other] as [string, Size]] : [];
  });
}

/** The keys of what a size is the sum of products of. */
function atomsOf({ terms = [] }: Size): string[] {
  return terms.flatMap(({ atoms }) => atoms.map(({ key }) => key));
}

function openOf(dims: readonly Size[] = []): Size[] {
  return dims.filter((size) => size.value === undefined);
}

/** The dynamic sizes of windows, with how often each is repeated; `undefined` where they cannot be told before more is known. */
function openPositions(axes: () => Axes): Size[] | undefined {
  try {
    const sizes: Size[] = [];
    for (const axis of axes()) {
      const parts = partsOf(axis);
      const first = parts.findIndex(({ size }) => size.value === undefined);
      for (const { size } of first < 0 ? [] : parts.slice(first)) {
        if (size.value === undefined) sizes.push(size);
        else sizes.push(sizes.pop()!.times(size));
      }
    }
    return sizes;
  } catch (error) {
    if (!(error instanceof Unproven)) throw error;
    return undefined;
  }
}

/** Along rows and columns. */
type Slides = readonly [Slide, Slide];

/** Which indices are taps and which positions: the taps are summed over. */
function slidesOf(view: View, summed: readonly Index[]): Slides {
  const areSummed = ({ index }: Term) => index.parts().map((part) => summed.includes(part));
  return spatialAxes(view, summed).map((axis): Slide => {
    const line = axis === undefined ? NOWHERE : view.lines[axis]!;
    // An index is split only where a part of it is a tap, and a part is not.
    const terms = line.terms.flatMap((term) => (new Set(areSummed(term)).size > 1 ? termsIn(term) : [term]));
    const isTap = (term: Term) => areSummed(term).every((is) => is);
    const taps = runOf(terms.filter(isTap));
    const positions = runOf(terms.filter((term) => !isTap(term)));
    prove(taps !== undefined && positions !== undefined, line.terms.length > 2 ? SLIDE_TWICE : NOT_SUMMED);
    return { axis, line, taps, positions };
  }) as unknown as Slides;
}

/** An axis that the image does not have. */
const NOWHERE: Line = { name: '', offset: 0, terms: [], pads: [0, 0] };

const NOT_SUMMED = 'the product with its weights is not summed over the taps of its windows, all and only';
const SLIDE_TWICE = 'its windows slide along an axis twice, or along more than two';

/** The axes that windows slide along: two, or one beside another of one element that the image does not have. */
function spatialAxes(view: View, summed: readonly Index[]): (number | undefined)[] {
  const { source, sourceAxes, lines } = view;
  const isSummed = (line: Line) => partsOf(line.terms.map(({ index }) => index)).some((part) => summed.includes(part));
  const axes = lines.flatMap((line, axis) => {
    const isApart = isWhole(line, sourceAxes[axis]!) || (!isSummed(line) && partOf(view, axis) !== undefined);
    return isApart ? [] : [axis];
  });
  prove(axes.length <= 2, SLIDE_TWICE);
  if (axes.length === 2) return axes;
  if (lines.length === 4 && axes.every((axis) => axis >= 2)) return [2, 3];
  prove(axes.length === 1, `the rank of ${quoted(source)} is not known to be 4`);
  return [axes[0], undefined];
}

/** What a view has of an axis of its source, if that is a part without gaps. */
function partOf({ sourceAxes, lines }: View, axis: number): Part | undefined {
  const { offset, terms } = lines[axis]!;
  const run = runOf(terms);
  const [count, size] = [run?.count.value, sizesOf([sourceAxes[axis]!], 'first')[0]!.value];
  if (run === undefined || count === undefined || size === undefined || count === size) return undefined;
  const isInside = (run.step ?? 1) === 1 && offset >= 0 && offset + count <= size;
  return isInside ? { axis, start: offset, end: offset + count, indices: run.indices } : undefined;
}

function provenMatch(
  windows: View,
  weights: readonly View[],
  slides: Slides,
  summed: IndexList,
  result: Axes,
  { x, dims }: Windows,
): Omit<Match, 'windows' | 'result' | 'elementType'> {
  const { shuffled } = windows;
  const inPlace = partsOf(slides.flatMap(({ taps }) => taps.indices));
  prove(shuffled === undefined || sameSet(partsOf(shuffled.inPlace), inPlace), NOT_SUMMED);
  const tapParts = shuffled ? partsOf([shuffled.index]) : inPlace;
  const [rows, columns] = slides.map(({ positions }) => partsOf(positions.indices)) as [Index[], Index[]];
  const isSummed = sameSet(partsOf(summed), tapParts);
  prove(isSummed, NOT_SUMMED);
  const parts = [...new Set(partsOf(weights.flatMap(({ sourceAxes }) => sourceAxes.flat())))];
  const areWeighted = (indices: readonly Index[]) => indices.every((part) => parts.includes(part));
  prove(areWeighted(tapParts), 'the weights do not have one value for each tap');
  prove(areWeighted([...rows, ...columns]), 'the weights cannot be proven to have the size of the output');
  const spatial = slides.map(({ axis }) => axis);
  const parted = windows.sourceAxes.flatMap((_, axis) => (spatial.includes(axis) ? [] : (partOf(windows, axis) ?? [])));
  const axes = windows.sourceAxes.map((own, axis) => parted.find((part) => part.axis === axis)?.indices ?? own);
  const others = axes.filter((_, axis) => !spatial.includes(axis)).map(partsOf);
  const inside = others.flat();
  const [first = []] = others;
  // Where the first axis has weights of its own it is the batch; else what has some is, in front of all that hasn't.
  const batch = inside.slice(0, areWeighted(first) ? first.length : inside.findIndex((part) => !parts.includes(part)));
  const own = inside.slice(batch.length);
  const ownGroups = own.filter((part) => parts.includes(part));
  const used = new Set([...batch, ...ownGroups, ...tapParts, ...rows, ...columns]);
  const repeated = parts.filter((part) => !used.has(part));
  // What the image is repeated for is a part of the batch, or groups of its own where the weights then lie as they should.
  const inOrder = partsOf(weights[0]!.sourceAxes.flat());
  const areGroups =
    isSame(inOrder, [...batch, ...tapParts, ...ownGroups, ...repeated, ...rows, ...columns]) &&
    groupingOf([...own, ...repeated], [...ownGroups, ...repeated]) !== undefined;
  const [more, moreGroups] = areGroups ? [[], repeated] : [repeated, []];
  const channels = [...own, ...moreGroups];
  const groups = [...ownGroups, ...moreGroups];
  const channel_grouping = groupingOf(channels, groups);
  prove(
    channel_grouping !== undefined,
    batch.length < first.length
      ? 'the weights cannot be proven to have the batch of X'
      : 'the channels of a group are neither neighbours nor all G apart',
  );
  const count = Size.product(repeated.map(({ size }) => size)).value ?? Number.NaN;
  prove(
    count <= MAX_REPEATS,
    `the weights have an axis that is none of the windows${count > 1 ? `: X would have to be repeated ${count} times` : ''}`,
  );
  const y = [[...batch, ...more], channels, rows, columns];
  prove(sameSet(partsOf(result.flat()), y.flat()), 'the sum does not have the axes of an involution');
  const group = Size.product(groups.map(({ size }) => size)).value;
  prove(group !== undefined, 'the number of groups is not known');
  const lines = spatial.map((axis) => (axis === undefined ? [] : indexOf(dims[axis]!)));
  const seen = [batch, own, ...spatial.map((axis) => windows.sourceAxes[axis ?? -1] ?? [])];
  // The value nearest to the windows that has the image as an involution takes it.
  const step = [...windows.steps].reverse().find((each) => parted.length === 0 && isSameAxes(each.axes, seen));
  const image = {
    source: step?.value ?? x,
    parts: parted,
    axes: step ? [batch, own, ...lines] : axes.map((axis, k) => lines[spatial.indexOf(k)] ?? axis),
    wanted: [y[0]!, channels, ...lines],
    repeated,
  };
  const order = orderOf(weights, { batch: y[0]!, groups, tapParts, rows, columns });
  return { ...order, taps: shuffled?.numbers, channel_grouping, group, image, y };
}

interface WeightParts {
  batch: Index[];
  groups: Index[];
  tapParts: Index[];
  rows: Index[];
  columns: Index[];
}

/**
 * Where there is one factor: the value nearest to the product that has the weights as an involution takes them; else what
 * they are a view of.
 */
function orderOf(weights: readonly View[], { batch, groups, tapParts, rows, columns }: WeightParts) {
  const orders = {
    'group-major': [batch, [...groups, ...tapParts], rows, columns],
    'tap-major': [batch, [...tapParts, ...groups], rows, columns],
  } as const satisfies Record<string, Axes>;
  const [first, ...more] = weights as readonly [View, ...View[]];
  for (const { value, axes } of more.length > 0 ? [] : [...first.steps].reverse()) {
    for (const kernel_order of ['group-major', 'tap-major'] as const) {
      const wanted = orders[kernel_order];
      if (isSameAxes(axes, wanted)) return { kernel_order, weights: { factors: [{ source: value, axes }], wanted } };
    }
  }
  const factors = weights.map(({ source, sourceAxes: axes, row }) => ({ source, axes, row }));
  const inOrder = partsOf(first.sourceAxes.flat());
  const kernel_order = isSame(inOrder, orders['tap-major'].flat()) ? 'tap-major' : 'group-major';
  return { kernel_order, weights: { factors, wanted: orders[kernel_order] } } as const;
}

/** How the channels of a group lie: side by side, or G apart. */
function groupingOf(channels: readonly Index[], groups: readonly Index[]): ChannelGrouping | undefined {
  const isGroup = channels.map((part) => groups.includes(part));
  if (isGroup.lastIndexOf(true) < groups.length) return 'blocked';
  return isGroup.indexOf(true) >= channels.length - groups.length ? 'interleaved' : undefined;
}

function sameSet(a: readonly Index[], b: readonly Index[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === a.length;
}

/** The type of both factors of a product. */
function floatTypeOf(values: readonly string[], known: Knowledge): number {
  const type = values.map((value) => known.get(value).elementType).find((candidate) => candidate !== undefined);
  const { FLOAT, FLOAT16 } = TensorProto_DataType;
  const name = type === undefined ? 'of unknown type' : nameOfNumber(TensorProto_DataType, type);
  prove(type === FLOAT || type === FLOAT16, `its elements are ${name}, not FLOAT or FLOAT16`);
  return type;
}
