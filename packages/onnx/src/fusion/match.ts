import type { ChannelGrouping, KernelOrder } from '@involution/core';
import { type NodeProto, TensorProto_DataType } from '@involution/onnx-messages';
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
  type SizePair,
  sizesOf,
  symbolOf,
} from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { nameOfNumber, quoted } from '../graph/names.ts';
import { elementsOf } from '../symbolic/int-tensor.ts';
import { assuming, type Knowledge, replaceIn, type Substitution } from '../symbolic/substitute.ts';
import type { Contracted, Contraction } from './contraction.ts';
import type { Cut, Trail } from './moves.ts';
import { type Enlargement, isCut, type View, viewAlong, weightsTrailBefore, windowTrailsBefore } from './trace.ts';
import { type Slide, slideOf, type Windows, wholeAxis, windowsOf } from './windows.ts';

/** More copies of an image cost more than a node gains. */
const MAX_REPEATS = 16;

/** Proven: a value is the involution of an image by some weights, seen in some way. */
export interface Match {
  readonly windows: Windows;
  readonly image: Image;
  readonly kernel_order: KernelOrder;
  readonly channel_grouping: ChannelGrouping;
  readonly group: number;
  readonly weights: Weights;
  /** What the axes of the involution's result stand for, `[N, C, Ho, Wo]`. */
  readonly y: Axes;
  /** What those of the value that was looked at stand for. */
  readonly result: Axes;
  /** `FLOAT` or `FLOAT16`: numbers of `TensorProto_DataType`. */
  readonly elementType: number;
}

/** What the image's axes stand for, and those that an involution wants: `[N, C, H, W]`. */
export interface Image {
  readonly source: string;
  readonly axes: Axes;
  readonly wanted: Axes;
  /** What only the weights count: the image is repeated for each, as a part of the batch. */
  readonly repeated: IndexList;
  /** What repeats its pixels first, if they have to be. */
  readonly resize: NodeProto | undefined;
}

/** What the weights are a view of, and the axes that an involution wants: `[N, G·Kh·Kw, Ho, Wo]`. */
export interface Weights {
  readonly source: string;
  readonly axes: Axes;
  readonly wanted: Axes;
}

/** Windows and weights that are multiplied, as the graph has them. */
export interface Product {
  readonly contraction: Contraction;
  /** Which of the factors are the windows. */
  readonly side: 0 | 1;
  readonly windows: Trail;
}

/** The products of windows that a sum of products may be. */
export function productsOf(contraction: Contraction, known: Knowledge, index: GraphIndex): Product[] {
  return ([0, 1] as const).flatMap((side) => {
    const trails = windowTrailsBefore(contraction.factors[side], known, index);
    return trails.map((windows) => ({ contraction, side, windows }));
  });
}

/**
 * Proves that a sum of products is an involution.
 *
 * Where X and W have sizes that the model calls by one name, no runtime checks that these agree, but the Involution node
 * does. So what follows from it may be used in the proof.
 *
 * @throws Unproven With the reason why it is none, or might be none.
 */
export function proveInvolution(product: Product, known: Knowledge, index: GraphIndex): Match {
  const { contraction, side, windows: trail } = product;
  proveUnusedElsewhere(contraction.inner, index);
  const weightsTrail = weightsTrailBefore(contraction.factors[1 - side]!, known, index);
  const isCutToo = windowTrailsBefore(weightsTrail.source, known, index).length > 0;
  prove(!isCutToo, 'its windows are multiplied by windows, not by weights');
  const cutLast = trail.nodes.map(isCut).lastIndexOf(true);
  const cut = { ...trail, nodes: trail.nodes.slice(0, cutLast + 1) };
  const seen = (facts: Knowledge) => ({
    cut: viewAlong(cut, facts, index),
    shapes: trail.nodes.flatMap((node) => elementsOf(facts.call(node).ints(1)) ?? []),
  });
  return proveAgreeing(
    trail.source,
    weightsTrail.source,
    known,
    seen,
    (facts) => {
      const windows = viewAlong(trail, facts, index);
      const weights = viewAlong(weightsTrail, facts, index, 'blocks');
      const factors = side === 0 ? [windows.axes, weights.axes] : [weights.axes, windows.axes];
      return { windows, weights, contracted: contraction.resolve(factors as [Axes, Axes], facts) };
    },
    index,
  );
}

/** A sum of products of windows and weights, with what its axes stand for. */
export interface Sum {
  readonly windows: View;
  readonly weights: View;
  readonly contracted: Contracted;
}

/** Windows as they are cut, and the shapes in which they are seen after that. */
export interface Seen {
  readonly cut: Pick<View, 'sourceAxes' | 'cuts'>;
  readonly shapes: readonly Size[];
}

/**
 * Proves that a sum of products is an involution, with what the Involution node demands of the sizes of X and W.
 *
 * @param x What the windows are cut from.
 * @param w What the weights are a view of.
 * @throws Unproven With the reason why it is none, or might be none.
 */
export function proveAgreeing(
  x: string,
  w: string,
  known: Knowledge,
  seen: (facts: Knowledge) => Seen,
  sumOf: (facts: Knowledge) => Sum,
  index: GraphIndex,
): Match {
  const named = sizesOfOneName(known.get(w).dims ?? [], known.get(x).dims ?? [], known);
  const others =
    known.get(w).dims?.length === 4 ? agreedSizes(seen(assuming(known, named)), w, assuming(known, named)) : [];
  const agreed = new Map([...named, ...others]);
  const facts = agreed.size === 0 ? known : assuming(known, agreed);
  const { windows, weights, contracted } = sumOf(facts);
  const match = proveSum(windows, weights, contracted, facts, index);
  // The node compares the batch and the size of its weights with those of the image, and nothing else.
  const { wanted } = match.weights;
  const isChecked = (axis: IndexList) => [0, 2, 3].some((k) => isSame(dynamicOf(axis), dynamicOf(wanted[k]!)));
  const areChecked = weights.sourceAxes.every(
    (axis, k) => !symbolsOf(known.get(w).dims![k]!).some((symbol) => agreed.has(symbolOf(symbol)!)) || isChecked(axis),
  );
  prove(areChecked, 'sizes of one name may differ');
  return match;
}

/**
 * Proves that a sum of products of windows and weights is an involution.
 *
 * @throws Unproven With the reason why it is none, or might be none.
 */
function proveSum(
  windows: View,
  weights: View,
  { axes, summed }: Contracted,
  facts: Knowledge,
  index: GraphIndex,
): Match {
  const elementType = floatTypeOf([windows.source, weights.source], facts);
  const slides = slidesOf(windows, partsOf(summed));
  const geometry = enlarged(
    windowsOf(windows.source, [slides[0].slide, slides[1].slide], facts, index),
    slides,
    windows,
  );
  return {
    ...provenMatch(windows, weights, slides, summed, axes, geometry),
    windows: geometry,
    result: axes,
    elementType,
  };
}

/** Proves that values between the factors and the result are not wanted by others. */
export function proveUnusedElsewhere(values: readonly string[], index: GraphIndex): void {
  for (const value of values) {
    prove(index.readsOf(value) === 1, `${quoted(value)}, which the involution would not make, is used elsewhere too`);
  }
}

/** Those that have no fixed size. */
function dynamicOf(indices: IndexList): IndexList {
  return partsOf(indices).filter(({ size }) => size.value === undefined);
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

/** By symbol of W, `[N, …, Ho, Wo]`, the size of X that it has to be where the windows are seen in a shape of sizes of W. */
function agreedSizes({ cut, shapes }: Seen, w: string, known: Knowledge): Substitution {
  const { cuts, sourceAxes } = cut;
  const pairs = [0, 2, 3].map((axis): SizePair => {
    const sizes = cuts.find((candidate) => candidate.axis === axis)?.indices.sizes ?? [];
    const others = [...sizes, ...sizesOf([sourceAxes[axis] ?? []], 'first')];
    return [known.get(w).dims![axis]!, others.find(({ value }) => value === undefined) ?? others[0]!];
  });
  const agreed = new Map<string, Size>();
  // Of weights that lie in another order, the sizes are those of something else.
  if (!pairs.every(([size, other]) => (size.value === undefined) === (other.value === undefined))) return agreed;
  for (const [size, other] of pairs) {
    const symbol = symbolOf(size);
    // No size is another that is made of it.
    const isApart = symbol !== undefined && replaceIn(other, new Map([[symbol, Size.of(1)]])).equals(other);
    if (isApart && shapes.some((each) => each.equals(size))) agreed.set(symbol, other);
  }
  return agreed;
}

/** Windows at positions that are repeated are those of an image whose pixels are repeated, with as much between the taps. */
function enlarged(windows: Windows, slides: Slides, { enlargement }: View): Windows {
  if (enlargement === undefined) return windows;
  const [vertical, horizontal] = slides.map(({ repeats }) => repeats) as [number, number];
  const isOfImage =
    enlargement.repeats.join() === [1, 1, vertical, horizontal].join() &&
    slides.every(({ slide }, k) => slide.axis === k + 2);
  prove(isOfImage, 'its windows are repeated along other axes than the last two of four');
  const { strides, dilations, pads } = windows;
  prove(
    strides.every((stride) => stride === 1),
    'its windows are a stride apart, and then repeated',
  );
  const [top, left, bottom, right] = pads;
  return {
    ...windows,
    dilations: [dilations[0] * vertical, dilations[1] * horizontal],
    pads: [top * vertical, left * horizontal, bottom * vertical, right * horizontal],
  };
}

interface AxisSlide {
  readonly slide: Slide;
  readonly taps: IndexList;
  readonly positions: IndexList;
  /** How often each position is repeated. */
  readonly repeats: number;
}

/** Along rows and columns. */
type Slides = readonly [AxisSlide, AxisSlide];

/** Which indices are taps and which positions: the taps are summed over. */
function slidesOf({ source, sourceAxes, cuts, enlargement }: View, summed: readonly Index[]): Slides {
  return spatialAxes(source, sourceAxes.length, cuts).map((axis) => {
    const cut = cuts.find((candidate) => candidate.axis === axis);
    const whole = axis === undefined ? [] : sourceAxes[axis]!;
    if (cut === undefined) {
      const slide = { ...wholeAxis(sizesOf([whole], 'first')[0]!), axis };
      return { slide, taps: [], ...withRepetitions(whole, enlargement) };
    }
    const isSummed = cut.pair.map((indices) => partsOf(indices).map((part) => summed.includes(part)));
    const areTaps = ([0, 1] as const).filter(
      (k) => isSummed[k]!.every((is) => is) && isSummed[1 - k]!.every((is) => !is),
    );
    // With one element, either: then the one that there is is the tap if it is summed.
    const taps = areTaps.find((k) => isSummed[k]!.length > 0) ?? areTaps[0];
    prove(taps !== undefined, 'the product with its weights is not summed over the taps of its windows, all and only');
    const slide = { ...slideOf(cut.indices, taps), axis, pads: cut.pads };
    return { slide, taps: cut.pair[taps], ...withRepetitions(cut.pair[1 - taps]!, enlargement) };
  }) as unknown as Slides;
}

/** The axes that windows slide along: two, or one beside another of one element that the image does not have. */
function spatialAxes(source: string, rank: number, cuts: readonly Cut[]): (number | undefined)[] {
  const axes = [...new Set(cuts.map(({ axis }) => axis))].sort((a, b) => a - b);
  prove(
    axes.length === cuts.length && axes.length <= 2,
    'its windows slide along an axis twice, or along more than two',
  );
  if (axes.length === 2) return axes;
  if (rank === 4 && axes.every((axis) => axis >= 2)) return [2, 3];
  prove(axes.length === 1, `the rank of ${quoted(source)} is not known to be 4`);
  return [axes[0], undefined];
}

/** Positions with the repetitions of each. */
function withRepetitions(
  positions: IndexList,
  enlargement: Enlargement | undefined,
): { positions: IndexList; repeats: number } {
  const [last, ...more] = partsOf(positions).reverse();
  const entry = [...(enlargement?.repeated ?? [])].find(([index]) => partsOf([index]).at(-1) === last);
  if (entry === undefined) return { positions, repeats: 1 };
  prove(more.length === 0, 'a part of the positions of its windows is repeated');
  return { positions: [...positions, entry[1]], repeats: entry[1].size.value! };
}

function provenMatch(
  windows: View,
  weights: View,
  slides: Slides,
  summed: IndexList,
  result: Axes,
  { x, dims }: Windows,
): Omit<Match, 'windows' | 'result' | 'elementType'> {
  const tapParts = partsOf(slides.flatMap(({ taps }) => taps));
  const [rows, columns] = slides.map(({ positions }) => partsOf(positions)) as [Index[], Index[]];
  const isSummed = sameSet(partsOf(summed), tapParts);
  prove(isSummed, 'the product with its weights is not summed over the taps of its windows, all and only');
  const parts = partsOf(weights.sourceAxes.flat());
  const areWeighted = (indices: readonly Index[]) => indices.every((part) => parts.includes(part));
  prove(areWeighted(tapParts), 'the weights do not have one value for each tap');
  prove(areWeighted([...rows, ...columns]), 'the weights cannot be proven to have the size of the output');
  const spatial = slides.map(({ slide }) => slide.axis);
  const others = windows.sourceAxes.filter((_, axis) => !spatial.includes(axis)).map(partsOf);
  const inside = others.flat();
  const [first = []] = others;
  // Where the first axis has weights of its own it is the batch; else what has some is, in front of all that hasn't.
  const batch = inside.slice(0, areWeighted(first) ? first.length : inside.findIndex((part) => !parts.includes(part)));
  const channels = inside.slice(batch.length);
  const groups = channels.filter((part) => parts.includes(part));
  const channel_grouping = groupingOf(channels, groups);
  prove(
    channel_grouping !== undefined,
    batch.length < first.length
      ? 'the weights cannot be proven to have the batch of X'
      : 'the channels of a group are neither neighbours nor all G apart',
  );
  const used = new Set([...batch, ...groups, ...tapParts, ...rows, ...columns]);
  const repeated = parts.filter((part) => !used.has(part));
  const count = Size.product(repeated.map(({ size }) => size)).value ?? Number.NaN;
  prove(
    count <= MAX_REPEATS,
    `the weights have an axis that is none of the windows${count > 1 ? `: X would have to be repeated ${count} times` : ''}`,
  );
  const y = [[...batch, ...repeated], channels, rows, columns];
  prove(sameSet(partsOf(result.flat()), y.flat()), 'the sum does not have the axes of an involution');
  const group = Size.product(groups.map(({ size }) => size)).value;
  prove(group !== undefined, 'the number of groups is not known');
  const lines = slides.map(({ slide: { axis }, repeats }) =>
    axis === undefined ? [] : indexOf(dims[axis]!.times(Size.of(repeats))),
  ) as [IndexList, IndexList];
  const wanted = [batch, channels, ...lines];
  const own = [batch, channels, ...spatial.map((axis) => windows.sourceAxes[axis ?? -1] ?? [])];
  // The value nearest to the windows that has the image as an involution takes it.
  const step =
    x === windows.source ? [...windows.steps].reverse().find(({ axes }) => isSameAxes(axes, own)) : undefined;
  const axes = step ? wanted : windows.sourceAxes.map((axis, k) => lines[spatial.indexOf(k)] ?? axis);
  const image = { source: step?.value ?? x, axes, wanted, repeated, resize: windows.enlargement?.resize };
  return { ...orderOf(weights, { batch: y[0]!, groups, tapParts, rows, columns }), channel_grouping, group, image, y };
}

interface WeightParts {
  batch: Index[];
  groups: Index[];
  tapParts: Index[];
  rows: Index[];
  columns: Index[];
}

/** The value nearest to the product that has the weights as an involution takes them; else what they are a view of. */
function orderOf({ source, sourceAxes, steps }: View, { batch, groups, tapParts, rows, columns }: WeightParts) {
  const orders = {
    'group-major': [batch, [...groups, ...tapParts], rows, columns],
    'tap-major': [batch, [...tapParts, ...groups], rows, columns],
  } as const satisfies Record<string, Axes>;
  for (const { value, axes } of [...steps].reverse()) {
    for (const kernel_order of ['group-major', 'tap-major'] as const) {
      const wanted = orders[kernel_order];
      if (isSameAxes(axes, wanted)) {
        return { kernel_order, weights: { source: value, axes, wanted } };
      }
    }
  }
  const inOrder = partsOf(sourceAxes.flat());
  const kernel_order = isSame(inOrder, orders['tap-major'].flat()) ? 'tap-major' : 'group-major';
  return { kernel_order, weights: { source, axes: sourceAxes, wanted: orders[kernel_order] } } as const;
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
  const [type] = values.flatMap((value) => known.get(value).elementType ?? []);
  const { FLOAT, FLOAT16 } = TensorProto_DataType;
  const name = type === undefined ? 'of unknown type' : nameOfNumber(TensorProto_DataType, type);
  prove(type === FLOAT || type === FLOAT16, `its elements are ${name}, not FLOAT or FLOAT16`);
  return type;
}
