// Windows as their taps, one by one: slices of an image, each moved by some pixels, beside slices of the weights or on top of
// each other.
import type { NodeProto } from '@involution/onnx-messages';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { axisFromFront } from '../symbolic/call.ts';
import { numbersOf } from '../symbolic/int-tensor.ts';
import { boundsOf, keptBySlice } from '../symbolic/int-views.ts';
import { Size } from '../symbolic/size.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { type Axes, type Index, type IndexList, indexOf, isSameAxes, partsOf, regrouped, unite } from './indices.ts';
import { prove } from './proof.ts';
import { type Cut, follow, MOVES, moved } from './trace.ts';

/** One of several values that are parts of one other. */
export interface Chain {
  readonly source: string;
  readonly nodes: readonly NodeProto[];
}

/** What all of some values are parts of, and how they are. */
export function chainsTo(values: readonly string[], index: GraphIndex): readonly Chain[] | undefined {
  const trails = values.map((value) =>
    follow(value, (source) => index.producerOf(source, 'Slice', 'Gather', ...MOVES)),
  );
  const visited = trails.map(({ source, nodes }) => [source, ...nodes.map(({ output }) => output[0]!)]);
  const others = visited.slice(1).map((each) => new Set(each));
  const source = [...visited[0]!].reverse().find((value) => others.every((each) => each.has(value)));
  if (source === undefined) return undefined;
  return trails.map(({ nodes }, k) => ({ source, nodes: nodes.slice(visited[k]!.indexOf(source)) }));
}

/** Parts of an image, each at another offset. */
export interface Moved {
  /** What the axes of each stand for. */
  readonly axes: Axes;
  readonly cuts: readonly [Cut, Cut];
  /** Taps of rows and of columns. */
  readonly taps: readonly [IndexList, IndexList];
  /** Which tap each is. */
  readonly tapOf: readonly (readonly [row: number, column: number])[];
}

/**
 * Reads parts of an image as its windows' taps.
 *
 * @throws Unproven When they are not all of them, each once.
 */
export function movedImages(chains: readonly Chain[], sourceAxes: Axes, known: Knowledge): Moved {
  const pieces = chains.map(({ nodes }) => movedImage(nodes, sourceAxes, known));
  const [{ axes, offsets: first }] = pieces as [MovedImage];
  for (const { offsets } of pieces) {
    // The positions of one are those of all; other axes are those of the image itself.
    for (const [axis, { positions }] of offsets) unite(first.get(axis)?.positions ?? sourceAxes[axis]!, positions);
  }
  const areAlike = pieces.every((piece) => isSameAxes(axes, piece.axes));
  prove(areAlike, 'the parts of the image are not of the same shape');
  const [rows, columns] = [2, 3].map((axis) => {
    const starts = pieces.map(({ offsets }) => offsets.get(axis)?.start ?? 0);
    const taps = [...new Set(starts)].sort((a, b) => a - b);
    const dilation = taps.length > 1 ? taps[1]! - taps[0]! : 1;
    const isEven = taps.every((start, k) => start === k * dilation);
    prove(isEven, 'the parts of the image are not as far from each other as taps are');
    const steps = new Set(pieces.map(({ offsets }) => offsets.get(axis)?.step ?? 1));
    prove(steps.size === 1, 'the parts of the image have different strides');
    const tapIndices = indexOf(Size.of(taps.length));
    const positions = pieces[0]!.offsets.get(axis)?.positions ?? sourceAxes[axis]!;
    const count = Size.product(positions.map(({ size }) => size));
    const indices = {
      name: quoted(chains[0]!.source),
      sizes: [Size.of(taps.length), count] as const,
      steps: [taps.length > 1 ? dilation : undefined, count.is(1) ? undefined : [...steps][0]!] as const,
    };
    const cut: Cut = { axis, indices, pair: [tapIndices, positions], pads: [0, 0] };
    return { cut, tapIndices, tapOf: starts.map((start) => start / dilation), count: taps.length };
  }) as [Along, Along];
  const tapOf = rows.tapOf.map((row, k) => [row, columns.tapOf[k]!] as const);
  const distinct = new Set(tapOf.map((tap) => tap.join()));
  const isWhole = tapOf.length === rows.count * columns.count && distinct.size === tapOf.length;
  prove(isWhole, 'the parts of the image are not all taps of a window, each once');
  return { axes, cuts: [rows.cut, columns.cut], taps: [rows.tapIndices, columns.tapIndices], tapOf };
}

interface Along {
  cut: Cut;
  tapIndices: IndexList;
  tapOf: number[];
  count: number;
}

interface MovedImage {
  axes: Axes;
  /** By axis of the source. */
  offsets: ReadonlyMap<number, { start: number; step: number; positions: IndexList }>;
}

function movedImage(nodes: readonly NodeProto[], sourceAxes: Axes, known: Knowledge): MovedImage {
  let axes = sourceAxes;
  const offsets = new Map<number, { start: number; step: number; positions: IndexList }>();
  for (const node of nodes) {
    prove(node.opType !== 'Gather', 'a part of the image is gathered');
    if (node.opType !== 'Slice') {
      axes = moved(node, axes, known);
      continue;
    }
    for (const { at, start, step, count } of rangesOf(node, axes.length, known)) {
      const [part, ...more] = partsOf(axes[at]!);
      const axis = sourceAxes.findIndex((own) => own.length === 1 && partsOf(own)[0] === part);
      const isImage =
        part !== undefined && more.length === 0 && axis >= 2 && !offsets.has(axis) && start >= 0 && step > 0;
      prove(isImage, 'what is sliced is not an axis of the image');
      const positions = indexOf(Size.of(count));
      offsets.set(axis, { start, step, positions });
      axes = axes.map((own, k) => (k === at ? positions : own));
    }
  }
  return { axes, offsets };
}

interface Range {
  at: number;
  start: number;
  step: number;
  count: number;
  size: number;
}

/** What a `Slice` takes of each axis that it does not take whole. */
function rangesOf(slice: NodeProto, rank: number, known: Knowledge): Range[] {
  const call = known.call(slice);
  const [starts, ends] = [boundsOf(call.ints(1)), boundsOf(call.ints(2))];
  const given = call.has(3) ? call.numbers(3) : starts && [...starts.keys()];
  const steps = call.has(4) ? call.numbers(4) : starts?.map(() => 1);
  const dims = call.dims(0);
  const isKnown = starts && ends && given && steps && dims?.length === rank;
  prove(isKnown !== undefined && isKnown !== false, `what ${quoted(slice.output[0]!)} is of is not known before a run`);
  return given!.flatMap((axis, k) => {
    const at = axisFromFront(axis, rank);
    const size = at === undefined ? undefined : dims![at]!.value;
    prove(
      at !== undefined && size !== undefined,
      `how much ${quoted(slice.output[0]!)} takes is not known before a run`,
    );
    const kept = keptBySlice(size, starts![k]!, ends![k]!, steps![k]!);
    prove(kept !== undefined && kept.length > 0, `${quoted(slice.output[0]!)} takes nothing`);
    const isWhole = kept.length === size && steps![k] === 1;
    return isWhole ? [] : [{ at, start: kept.from, step: steps![k]!, count: kept.length, size }];
  });
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
export function selections(chains: readonly Chain[], sourceAxes: Axes, known: Knowledge): Selected {
  const pieces = chains.map(({ nodes }) => selection(nodes, sourceAxes, known));
  const { axes, chosen } = pieces[0]!;
  const areAlike = pieces.every((piece) => isSameAxes(axes, piece.axes));
  prove(areAlike, 'the parts of the weights are not of the same shape');
  const lists = [...chosen.keys()]
    .flatMap((index) => index.parts())
    .map((part) => {
      const numbers = pieces.map((piece) => digitsOf(piece.chosen).get(part));
      prove(!numbers.includes(undefined), 'the parts of the weights are not those of one axis');
      return [part, numbers as number[]] as const;
    });
  return { axes, chosen: lists };
}

/** The number that each part of an index is, where that is some number. */
function digitsOf(chosen: ReadonlyMap<Index, number>): Map<Index, number> {
  const digits = new Map<Index, number>();
  for (const [index, number] of chosen) writeDigits(number, index.parts(), digits);
  return digits;
}

/** What each part of indices is where they are some number: the last counts the fastest. */
function writeDigits(number: number, parts: readonly Index[], digits: Map<Index, number>): void {
  let rest = number;
  for (const part of [...parts].reverse()) {
    const size = part.size.value;
    prove(size !== undefined, 'a part of the weights is of an axis of dynamic size');
    digits.set(part, rest % size);
    rest = Math.floor(rest / size);
  }
}

function selection(nodes: readonly NodeProto[], sourceAxes: Axes, known: Knowledge) {
  let axes = sourceAxes;
  const chosen = new Map<Index, number>();
  const choose = (indices: IndexList, number: number) => writeDigits(number, partsOf(indices), chosen);
  for (const node of nodes) {
    if (node.opType === 'Gather') {
      const call = known.call(node);
      const at = axisFromFront(call.int('axis', 0), axes.length);
      const [number, ...more] = numbersOf(call.ints(1)) ?? [];
      const rank = call.dims(1)?.length;
      prove(
        at !== undefined && number !== undefined && more.length === 0 && rank !== undefined,
        'a part of the weights is gathered by several indices',
      );
      const size = Size.product(partsOf(axes[at]!).map((part) => part.size)).value;
      choose(axes[at]!, number < 0 && size !== undefined ? number + size : number);
      const kept = new Array<IndexList>(rank).fill([]);
      axes = [...axes.slice(0, at), ...kept, ...axes.slice(at + 1)];
    } else if (node.opType === 'Slice') {
      for (const { at, start, step, count, size } of rangesOf(node, axes.length, known)) {
        const isBlock = step === 1 && start % count === 0 && size % count === 0;
        const isComb = step > 1 && start < step && size === step * count;
        prove(isBlock || isComb, 'a part of the weights is no block of an axis');
        const parts = regrouped(
          axes[at]!,
          isBlock ? [Size.of(size / count), Size.of(count)] : [Size.of(count), Size.of(step)],
        );
        prove(parts !== undefined, 'a part of the weights is no block of an axis');
        choose(parts[isBlock ? 0 : 1]!, isBlock ? start / count : start);
        axes = axes.map((own, k) => (k === at ? parts[isBlock ? 1 : 0]! : own));
      }
    } else axes = moved(node, axes, known);
  }
  return { axes, chosen };
}

/**
 * Takes what is chosen in each part of the weights to be the tap of the image beside it.
 *
 * @throws Unproven When it is another.
 */
export function uniteTaps(chosen: Selected['chosen'], [rows, columns]: Moved['taps'], tapOf: Moved['tapOf']): void {
  const [height, width] = [rows, columns].map((taps) => Size.product(taps.map(({ size }) => size)).value!) as [
    number,
    number,
  ];
  const orders = [
    { taps: [...rows, ...columns], number: ([row, column]: readonly [number, number]) => row * width + column },
    { taps: [...columns, ...rows], number: ([row, column]: readonly [number, number]) => column * height + row },
  ];
  const own = tapOf.map((_, k) => chosen.reduce((sum, [index, numbers]) => sum * index.size.value! + numbers[k]!, 0));
  const order = orders.find(({ number }) => tapOf.every((tap, k) => number(tap) === own[k]));
  const isSame =
    order !== undefined &&
    unite(
      order.taps,
      chosen.map(([index]) => index),
    );
  prove(isSame, 'the parts of the image are not multiplied with the weights of their taps');
}
