import type { ChannelGrouping, KernelOrder } from '@involution/core';
import { TensorProto_DataType } from '@involution/onnx-messages';
import type { GraphIndex } from '../graph/graph-index.ts';
import { nameOfNumber, quoted } from '../graph/names.ts';
import { elementsOf } from '../symbolic/int-tensor.ts';
import { Size, symbolOf } from '../symbolic/size.ts';
import { assuming, type Knowledge, type Substitution } from '../symbolic/substitute.ts';
import type { Contracted, Contraction } from './contraction.ts';
import { type Axes, type Index, type IndexList, isSame, isSameAxes, partsOf, sizesOf } from './indices.ts';
import { prove, type SizePair } from './proof.ts';
import { type Enlargement, type Trail, type View, viewAlong, weightsTrailBefore, windowTrailBefore } from './trace.ts';
import { type Slide, slideOf, type Windows, wholeAxis, windowsOf } from './windows.ts';

/** Proven: a value is the involution of an image by some weights, seen in some way. */
export interface Match {
  readonly windows: Windows;
  readonly kernel_order: KernelOrder;
  readonly channel_grouping: ChannelGrouping;
  readonly group: number;
  readonly weights: Weights;
  /** What the axes of the involution's result stand for, `[N, C, Ho, Wo]`. */
  readonly y: Axes;
  /** What those of the value that was looked at stand for. */
  readonly result: Axes;
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
    const windows = windowTrailBefore(contraction.factors[side], known, index);
    return windows === undefined ? [] : [{ contraction, side, windows }];
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
  const weightsTrail = weightsTrailBefore(contraction.factors[1 - side]!, index);
  const agreed = agreedSizes(trail, weightsTrail, known, index);
  const facts = agreed.size === 0 ? known : assuming(known, agreed);
  const windows = viewAlong(trail, facts, index);
  const weights = viewAlong(weightsTrail, facts, index);
  const factors = side === 0 ? [windows.axes, weights.axes] : [weights.axes, windows.axes];
  const match = proveSum(windows, weights, contraction.resolve(factors as [Axes, Axes], facts), facts, index);
  // The node compares the batch and the size of its weights with those of the image, and nothing else.
  const { wanted } = match.weights;
  const isChecked = (axis: IndexList) => [0, 2, 3].some((k) => isSame(axis, wanted[k]!));
  const areChecked = weights.sourceAxes.every(
    (axis, k) => !agreed.has(symbolAt(weights.source, k, known)) || isChecked(axis),
  );
  prove(areChecked, 'sizes of one name may differ');
  return match;
}

/**
 * Proves that a sum of products of windows and weights is an involution.
 *
 * @throws Unproven With the reason why it is none, or might be none.
 */
export function proveSum(
  windows: View,
  weights: View,
  { axes, summed }: Contracted,
  facts: Knowledge,
  index: GraphIndex,
): Match {
  proveFloats([windows.source, weights.source], facts);
  const slides = slidesOf(windows, partsOf(summed), facts);
  const y: Axes = [windows.sourceAxes[0]!, windows.sourceAxes[1]!, slides[0].positions, slides[1].positions];
  const match = provenMatch(weights, y, [...slides[0].taps, ...slides[1].taps], summed, axes);
  return {
    ...match,
    windows: enlarged(
      windowsOf(windows.source, [slides[0].slide, slides[1].slide], facts, index),
      [slides[0].repeats, slides[1].repeats],
      windows.enlargement,
    ),
    result: axes,
    y,
  };
}

/** Proves that values between the factors and the result are not wanted by others. */
export function proveUnusedElsewhere(values: readonly string[], index: GraphIndex): void {
  for (const value of values) {
    prove(index.readsOf(value) === 1, `${quoted(value)}, which the involution would not make, is used elsewhere too`);
  }
}

function symbolAt(value: string, axis: number, known: Knowledge): string {
  return symbolOf(known.get(value).dims?.[axis] ?? Size.unknown) ?? '';
}

/**
 * By symbol of W, `[N, …, Ho, Wo]`, the size of X that it has to be: where the model calls both by one name, or sees the windows
 * in a shape of sizes of W.
 */
function agreedSizes(windows: Trail, weights: Trail, known: Knowledge, index: GraphIndex): Substitution {
  const agreed = new Map<string, Size>();
  const own = known.get(weights.source).dims;
  if (own?.length !== 4) return agreed;
  const cutLast = windows.nodes.map(({ opType }) => opType).lastIndexOf('Gather');
  const { sourceAxes, cuts } = viewAlong({ ...windows, nodes: windows.nodes.slice(0, cutLast + 1) }, known, index);
  const seen = windows.nodes.flatMap((node) => elementsOf(known.call(node).ints(1)) ?? []);
  const pairs = [0, 2, 3].map((axis): SizePair => {
    const cut = cuts.find((candidate) => candidate.axis === axis);
    const others = [...(cut?.indices.sizes ?? []), ...sizesOf([sourceAxes[axis] ?? []], 'first')];
    return [own[axis]!, others.find(({ value }) => value === undefined) ?? others[0]!];
  });
  // Of weights that lie in another order, the sizes are those of something else.
  const isInOrder = pairs.every(([size, other]) => (size.value === undefined) === (other.value === undefined));
  for (const [size, other] of pairs) {
    const symbol = symbolOf(size);
    if (symbol === undefined || other.value !== undefined || other.equals(size)) continue;
    const name = known.statedName(size);
    const isNamed = name !== undefined && known.statedName(other) === name;
    if (isNamed || (isInOrder && seen.some((each) => each.equals(size)))) agreed.set(symbol, other);
  }
  return agreed;
}

/**
 * Windows at positions that are repeated are those of an image whose pixels are repeated, with as much between the taps.
 *
 * @param enlargement What repeats the positions, if anything.
 */
function enlarged(
  windows: Windows,
  [vertical, horizontal]: readonly [number, number],
  enlargement: Enlargement | undefined,
): Windows {
  if (enlargement === undefined) return windows;
  const { resize, repeats } = enlargement;
  const isOfImage = repeats.join() === [1, 1, vertical, horizontal].join();
  prove(isOfImage, 'its windows are repeated along other axes than the last two of four');
  const { strides, dilations, pads } = windows;
  prove(
    strides.every((stride) => stride === 1),
    'its windows are a stride apart, and then repeated',
  );
  const [top, left, bottom, right] = pads;
  return {
    ...windows,
    resize,
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

/** Which indices are taps and which positions: the taps are summed over. */
function slidesOf(windows: View, summed: readonly Index[], known: Knowledge): readonly [AxisSlide, AxisSlide] {
  const rank = known.get(windows.source).dims?.length;
  prove(rank === 4, `the rank of ${quoted(windows.source)} is not known to be 4`);
  const isCutTwice = new Set(windows.cuts.map(({ axis }) => axis)).size < windows.cuts.length;
  const isSpatial = windows.cuts.every(({ axis }) => axis >= 2);
  prove(!isCutTwice && isSpatial, 'its windows do not slide along the last two axes of [N, C, H, W], and only there');
  return [2, 3].map((axis) => {
    const cut = windows.cuts.find((candidate) => candidate.axis === axis);
    const whole = windows.sourceAxes[axis]!;
    if (cut === undefined) {
      const slide = wholeAxis(sizesOf([whole], 'first')[0]!);
      return { slide, taps: [], ...withRepetitions(whole, windows.enlargement) };
    }
    const isSummed = cut.pair.map((indices) => partsOf(indices).map((part) => summed.includes(part)));
    const areTaps = ([0, 1] as const).filter(
      (k) => isSummed[k]!.every((is) => is) && isSummed[1 - k]!.every((is) => !is),
    );
    // With one element, either: then the one that there is is the tap if it is summed.
    const taps = areTaps.find((k) => isSummed[k]!.length > 0) ?? areTaps[0];
    prove(taps !== undefined, 'the product with its weights is not summed over the taps of its windows, all and only');
    const positions = cut.pair[1 - taps]!;
    return {
      slide: slideOf(cut.indices, taps),
      taps: cut.pair[taps],
      ...withRepetitions(positions, windows.enlargement),
    };
  }) as unknown as readonly [AxisSlide, AxisSlide];
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

function provenMatch(weights: View, y: Axes, taps: IndexList, summed: IndexList, result: Axes) {
  const tapParts = partsOf(taps);
  const [batch, channels, rows, columns] = y.map(partsOf) as [Index[], Index[], Index[], Index[]];
  const isSummed = sameSet(partsOf(summed), tapParts);
  prove(isSummed, 'the product with its weights is not summed over the taps of its windows, all and only');
  const parts = new Set(partsOf(weights.sourceAxes.flat()));
  prove(
    tapParts.every((part) => parts.has(part)),
    'the weights do not have one value for each tap',
  );
  prove(
    [...rows, ...columns].every((part) => parts.has(part)),
    'the weights cannot be proven to have the size of the output',
  );
  prove(
    batch.every((part) => parts.has(part)),
    'the weights cannot be proven to have the batch of X',
  );
  const groups = channels.filter((part) => parts.has(part));
  const known = new Set([...batch, ...groups, ...tapParts, ...rows, ...columns]);
  prove(
    [...parts].every((part) => known.has(part)),
    'the weights have an axis that is none of the windows',
  );
  prove(
    sameSet(partsOf(result.flat()), [...batch, ...channels, ...rows, ...columns]),
    'the sum does not have the axes of an involution',
  );
  const channel_grouping = groupingOf(channels, groups);
  const group = Size.product(groups.map(({ size }) => size)).value;
  prove(group !== undefined, 'the number of groups is not known');
  return { ...orderOf(weights, { batch, groups, tapParts, rows, columns }), channel_grouping, group };
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
function groupingOf(channels: readonly Index[], groups: readonly Index[]): ChannelGrouping {
  const isGroup = channels.map((part) => groups.includes(part));
  if (isGroup.lastIndexOf(true) < groups.length) return 'blocked';
  prove(
    isGroup.indexOf(true) >= channels.length - groups.length,
    'the channels of a group are neither neighbours nor all G apart',
  );
  return 'interleaved';
}

function sameSet(a: readonly Index[], b: readonly Index[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === a.length;
}

/** Types that the operator takes. */
const FLOATS: readonly (number | undefined)[] = [TensorProto_DataType.FLOAT, TensorProto_DataType.FLOAT16];

function proveFloats(values: readonly string[], known: Knowledge): void {
  const types = values.map((value) => known.get(value).elementType);
  // Both factors of a product have the same type.
  const type = types.find((candidate) => candidate !== undefined);
  const name = type === undefined ? 'of unknown type' : nameOfNumber(TensorProto_DataType, type);
  prove(FLOATS.includes(type), `its elements are ${name}, not FLOAT or FLOAT16`);
}
