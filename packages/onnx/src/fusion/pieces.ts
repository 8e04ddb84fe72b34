// Windows as their taps, one by one: slices of an image, each moved by some pixels, beside slices of the weights or on top of
// each other.

import type { NodeProto } from '@involution/onnx-messages';
import {
  type Axes,
  type Index,
  type IndexList,
  indexOf,
  isSameAxes,
  partsOf,
  prove,
  regrouped,
  Size,
  unite,
} from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { axisFromFront } from '../symbolic/call.ts';
import { numbersOf } from '../symbolic/int-tensor.ts';
import { isWhole, type SliceRange, sliceRanges, splitRange } from '../symbolic/int-views.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { type Cut, cutOf, MOVES, moved, sourceAxisOf } from './moves.ts';

/** Longer ways from a part to the whole are not looked along. */
const MAX_STEPS = 32;

/** One of several values that are parts of one other: the nodes that lead to it, each with the output that does. */
export type Chain = readonly { readonly node: NodeProto; readonly value: string }[];

/** What all of some values are parts of, and how they are. */
export interface Parts {
  readonly whole: string;
  readonly chains: readonly Chain[];
}

/** The nearest value that all of some values are parts of, if there is one and one of them is not all of it. */
export function partsOfOne(values: readonly string[], index: GraphIndex): Parts | undefined {
  const ways = values.map((value) => wayTo(value, index));
  const visited = ways.map(({ whole, chain }) => [whole, ...chain.map((step) => step.value)]);
  const others = visited.slice(1).map((each) => new Set(each));
  const whole = [...(visited[0] ?? [])].reverse().find((value) => others.every((each) => each.has(value)));
  if (whole === undefined) return undefined;
  const chains = ways.map(({ chain }, k) => chain.slice(visited[k]!.indexOf(whole)));
  const areParts = chains.some((chain) => chain.some(({ node }) => !MOVES.includes(node.opType)));
  return areParts ? { whole, chains } : undefined;
}

function wayTo(value: string, index: GraphIndex): { whole: string; chain: Chain } {
  const chain: Chain[number][] = [];
  let whole = value;
  while (chain.length < MAX_STEPS) {
    const node = index.producerOf(whole, 'Gather', 'Slice', 'Split', ...MOVES);
    if (node === undefined) break;
    chain.unshift({ node, value: whole });
    whole = node.input[0]!;
  }
  return { whole, chain };
}

/** Parts of an image, each at another offset. */
export interface Moved {
  /** What the axes of each stand for. */
  readonly axes: Axes;
  readonly cuts: readonly Cut[];
  /** What counts the offsets along each axis that is cut: in their order, and the other way round. */
  readonly orders: readonly Order[];
}

/** Indices that count the parts, and which number each has. */
interface Order {
  readonly indices: IndexList;
  readonly numbers: readonly number[];
}

/**
 * Reads parts of an image as its windows' taps.
 *
 * @param axes Of what the chains begin at.
 * @throws Unproven When they are not all of them, each once.
 */
export function movedImages({ whole, chains }: Parts, axes: Axes, sourceAxes: Axes, known: Knowledge): Moved {
  const pieces = chains.map((chain) => movedImage(chain, axes, sourceAxes, known));
  const along = [...new Set(pieces.flatMap(({ offsets }) => [...offsets.keys()]))].sort((a, b) => a - b);
  const positions = along.map((axis) => pieces[0]!.offsets.get(axis)?.positions ?? sourceAxes[axis]!);
  for (const { offsets } of pieces) {
    // The positions of one are those of all; other axes are those of the image itself.
    for (const [k, axis] of along.entries()) unite(positions[k]!, offsets.get(axis)?.positions ?? sourceAxes[axis]!);
  }
  const areAlike = pieces.every((piece) => isSameAxes(pieces[0]!.axes, piece.axes));
  prove(areAlike, 'the parts of the image are not of the same shape');
  const lines = along.map((axis, k) => {
    const starts = pieces.map(({ offsets }) => offsets.get(axis)?.start ?? 0);
    const taps = [...new Set(starts)].sort((a, b) => a - b);
    const dilation = taps.length > 1 ? taps[1]! - taps[0]! : 1;
    const [stride = 1, ...others] = new Set(pieces.map(({ offsets }) => offsets.get(axis)?.step ?? 1));
    const isEven = taps.every((start, tap) => start === tap * dilation) && others.length === 0;
    prove(isEven, 'the parts of the image are not as far from each other as taps are');
    const geometry = { taps: taps.length, dilation, stride };
    const cut = cutOf(axis, quoted(whole), geometry, positions[k]!);
    return { cut, count: taps.length, numbers: starts.map((start) => start / dilation) };
  });
  const orders = [lines, [...lines].reverse()].map((inOrder) => ({
    indices: inOrder.flatMap(({ cut }) => cut.pair[0]),
    numbers: pieces.map((_, k) => inOrder.reduce((sum, { count, numbers }) => sum * count + numbers[k]!, 0)),
  }));
  const count = lines.reduce((product, line) => product * line.count, 1);
  const isWhole = pieces.length === count && new Set(orders[0]!.numbers).size === count;
  prove(isWhole, 'the parts of the image are not all taps of a window, each once');
  return { axes: pieces[0]!.axes, cuts: lines.map(({ cut }) => cut), orders };
}

/**
 * What the axes of parts of an image that are put after each other stand for.
 *
 * @throws Unproven When they are not windows.
 */
export function joinedAxes({ axes, orders }: Moved, axis: number): Axes {
  const at = axisFromFront(axis, axes.length);
  const order = orders.find(({ numbers }) => numbers.every((number, k) => number === k));
  prove(at !== undefined && order !== undefined, 'the parts of the image are not in the order of taps');
  return axes.map((own, k) => (k === at ? [...order.indices, ...own] : own));
}

interface MovedImage {
  axes: Axes;
  /** By axis of the source. */
  offsets: ReadonlyMap<number, { start: number; step: number; positions: IndexList }>;
}

function movedImage(chain: Chain, from: Axes, sourceAxes: Axes, known: Knowledge): MovedImage {
  const offsets = new Map<number, { start: number; step: number; positions: IndexList }>();
  const axes = seenAlong(chain, from, known, (own, { start, step, count }) => {
    const axis = sourceAxisOf(own, sourceAxes);
    prove(axis >= 0 && step > 0, 'what is sliced is not an axis of the image');
    const positions = indexOf(count);
    offsets.set(axis, { start, step, positions });
    return positions;
  });
  return { axes, offsets };
}

/** What the axes of a part stand for. @param take What the axis stands for that has a part of another. */
function seenAlong(
  chain: Chain,
  from: Axes,
  known: Knowledge,
  take: (own: IndexList, range: SliceRange) => IndexList,
): Axes {
  return chain.reduce((axes: Axes, { node, value }) => {
    if (MOVES.includes(node.opType)) return moved(node, axes, known);
    const ranges = rangesOf(node, value, known);
    const count = node.opType === 'Gather' ? known.call(node).dims(1)!.length : 1;
    return axes.flatMap((own, at) => {
      const range = ranges.get(at);
      return range === undefined ? [own] : new Array<IndexList>(count).fill(take(own, range));
    });
  }, from);
}

/** What a `Slice` takes of each axis that it does not take whole, an output of a `Split`, or a `Gather` by one index. */
function rangesOf(node: NodeProto, value: string, known: Knowledge): ReadonlyMap<number, SliceRange> {
  const call = known.call(node);
  if (node.opType === 'Gather') {
    const sizes = call.dims(0) ?? [];
    const at = axisFromFront(call.int('axis', 0), sizes.length);
    const [number, ...more] = numbersOf(call.ints(1)) ?? [];
    prove(at !== undefined && number !== undefined && more.length === 0, 'a part is gathered by several indices');
    const size = sizes[at]!;
    const start = number < 0 ? number + (size.value ?? Number.NaN) : number;
    return new Map([[at, { start, step: 1, count: Size.of(1), size }]]);
  }
  const split = node.opType === 'Split' ? splitRange(call, node.output.indexOf(value)) : undefined;
  const ranges = split === undefined ? sliceRanges(call) : new Map([[split.axis, split]]);
  prove(
    ranges !== undefined && ![...ranges.values()].includes(undefined),
    `what ${quoted(value)} is of is not known before a run`,
  );
  return new Map([...(ranges as ReadonlyMap<number, SliceRange>)].filter(([, range]) => !isWhole(range)));
}

/** Parts of weights. */
export interface Selected {
  readonly axes: Axes;
  /** What is one number in each of them, and which. */
  readonly chosen: readonly (readonly [Index, readonly number[]])[];
}

/**
 * Reads parts of weights as those of one tap each.
 *
 * @throws Unproven When they are not parts at one index.
 */
export function selections({ chains }: Parts, sourceAxes: Axes, known: Knowledge): Selected {
  const pieces = chains.map((chain) => selection(chain, sourceAxes, known));
  const { axes } = pieces[0]!;
  const areAlike = pieces.every((piece) => isSameAxes(axes, piece.axes));
  prove(areAlike, 'the parts of the weights are not of the same shape');
  const digits = pieces.map((piece) => digitsOf(piece.chosen));
  const lists = [...digits[0]!.keys()].map((part) => {
    const numbers = digits.map((each) => each.get(part));
    prove(!numbers.includes(undefined), 'the parts of the weights are not those of one axis');
    return [part, numbers as number[]] as const;
  });
  return { axes, chosen: lists };
}

/** What each part of indices is where they are some number: the last counts the fastest. */
function digitsOf(chosen: readonly (readonly [IndexList, number])[]): Map<Index, number> {
  const digits = new Map<Index, number>();
  for (const [indices, number] of chosen) {
    let rest = number;
    for (const part of partsOf(indices).reverse()) {
      const size = part.size.value;
      prove(size !== undefined, 'a part of the weights is of an axis of dynamic size');
      digits.set(part, rest % size);
      rest = Math.floor(rest / size);
    }
  }
  return digits;
}

function selection(chain: Chain, sourceAxes: Axes, known: Knowledge) {
  const chosen: (readonly [IndexList, number])[] = [];
  const axes = seenAlong(chain, sourceAxes, known, (own, range) => {
    const { start, step } = range;
    const [count, size] = [range.count.value ?? Number.NaN, range.size.value ?? Number.NaN];
    const isBlock = step === 1 && start % count === 0 && size % count === 0;
    const isComb = step > 1 && start < step && size === step * count;
    const parts = regrouped(own, isBlock ? [Size.of(size / count), range.count] : [range.count, Size.of(step)]);
    prove(parts !== undefined && (isBlock || isComb), 'a part of the weights is no block of an axis');
    const [slow, fast] = parts as [IndexList, IndexList];
    chosen.push(isBlock ? [slow, start / count] : [fast, start]);
    return isBlock ? fast : slow;
  });
  return { axes, chosen };
}

/**
 * Takes what is chosen in each part of the weights to be the tap of the image beside it.
 *
 * @throws Unproven When it is another.
 */
export function uniteTaps(chosen: Selected['chosen'], { orders }: Moved): void {
  const own = orders[0]!.numbers.map((_, k) =>
    chosen.reduce((sum, [index, numbers]) => sum * index.size.value! + numbers[k]!, 0),
  );
  const order = orders.find(({ numbers }) => numbers.every((number, k) => number === own[k]));
  const isSame =
    order !== undefined &&
    unite(
      order.indices,
      chosen.map(([index]) => index),
    );
  prove(isSame, 'the parts of the image are not multiplied with the weights of their taps');
}
