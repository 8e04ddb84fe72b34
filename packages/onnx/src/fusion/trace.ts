// What the axes of a value stand for: the nodes before it that only move elements, and those that cut windows.

import type { NodeProto } from '@involution/onnx-messages';
import { type Axes, indexOf, isSame, partsOf, prove, Size, sizesOf, unite } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { axisFromFront } from '../symbolic/call.ts';
import { elementsOf, numbersOf, rangeOf } from '../symbolic/int-tensor.ts';
import { sliceRanges, splitRange } from '../symbolic/int-views.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { convolved, isByTap, onesOf } from './impulses.ts';
import { allOf, type Counted, type Joined, joined, type Line, type Placed, picked, surrounded } from './lines.ts';
import { type Cut, follow, MOVES, moved, type Trail, trailBefore, trailFrom } from './moves.ts';
import { zeroPadBefore, zerosOf } from './pads.ts';
import { partsOfConcat } from './parts.ts';
import { repeatsOf } from './repeats.ts';
import { readIndices } from './windows.ts';

/** A value as a view of another, whose own axes stand for one index each. */
export interface View extends Placed {
  readonly source: string;
  readonly sourceAxes: Axes;
  /** The values from the source to this one, and what their axes stand for. */
  readonly steps: readonly { readonly value: string; readonly axes: Axes }[];
  /** Where the source is none of the graph's but several values of its. */
  readonly row?: Row | undefined;
}

/** Values after each other along an axis, of which the first has the name of all. */
export interface Row {
  readonly values: readonly string[];
  readonly axis: number;
}

/** The same with what repeats weights for the channels that share them, and what cuts them into blocks. */
export function weightsTrailBefore(value: string, known: Knowledge, index: GraphIndex): Trail {
  return follow(value, (source) => {
    const node = index.producerOf(source, 'Expand', 'Gather', 'Tile', ...MOVES);
    return node?.opType === 'Gather' && cutBefore(source, known, index) === undefined ? undefined : node;
  });
}

/** The same with what cuts windows, and what puts zeros around what they are cut from; none where nothing cuts windows. */
export function windowTrailsBefore(value: string, known: Knowledge, index: GraphIndex): Trail[] {
  const trail = imageTrailBefore(value, known, index);
  const cut = trail.nodes.find(isCut);
  if (cut?.opType !== 'Conv') {
    // Parts of an image that windows are cut of may be no windows, but an image of their own.
    const last = trail.nodes.map(({ opType }) => opType).lastIndexOf('Concat');
    const own = trailFrom(trail, last + 1);
    return cut === undefined ? [] : last >= 0 && own.nodes.some(isCut) ? [trail, own] : [trail];
  }
  // A convolution may have some of the channels in its batch: then a view of an image comes before it.
  const { source, nodes, values } = trailBefore(trail.source, index);
  const whole = { source, nodes: [...nodes, ...trail.nodes], values: [...values, ...trail.values] };
  return nodes.length === 0 ? [trail] : [whole, trail];
}

/** The same from what has neither windows nor zeros around it. */
export function imageTrailBefore(value: string, known: Knowledge, index: GraphIndex): Trail {
  const trail = follow(
    value,
    (source) =>
      cutBefore(source, known, index) ??
      zeroPadBefore(source, known, index) ??
      index.producerOf(source, 'Expand', 'Resize', 'Slice', 'Split', 'Tile', ...MOVES),
    (node) => (node.opType === 'Concat' ? partsOfConcat(node, known, index)?.whole : node.input[0]),
  );
  const cut = trail.nodes.findIndex(isCut);
  const end = cut < 0 ? trail.nodes.length : cut;
  const isBefore = trail.nodes.slice(0, end).map(({ opType }) => opType === 'Pad' || MOVES.includes(opType));
  const first = isBefore.lastIndexOf(false) + 1;
  const isPad = trail.nodes.slice(first, end).map(({ opType }) => opType === 'Pad');
  return trailFrom(trail, isPad.includes(true) ? first + isPad.indexOf(true) : end);
}

/** Whether a node of a trail of windows is one that cuts them. */
export function isCut({ opType }: NodeProto): boolean {
  return opType === 'Gather' || opType === 'Concat' || opType === 'Conv';
}

/**
 * The node that cuts windows, as far as its looks go: a `Gather` by a matrix, for all that is known, a `Concat` of parts of
 * one value, or a `Conv` whose kernels are ones and zeros.
 */
function cutBefore(value: string, known: Knowledge, index: GraphIndex): NodeProto | undefined {
  const node = index.producerOf(value, 'Concat', 'Conv', 'Gather');
  if (node?.opType === 'Concat') return partsOfConcat(node, known, index) && node;
  if (node?.opType === 'Conv') return onesOf(node, known, index) && node;
  const indices = node?.input[1];
  if (indices === undefined) return undefined;
  const rank = known.get(indices).dims?.length;
  return rank === undefined || rank === 2 ? node : undefined;
}

/** Whether a node is the last that cuts windows along two axes, as far as its looks go, or surely does. */
export function isWindowCut(node: NodeProto, known: Knowledge, index: GraphIndex): boolean {
  if (index.producerOf(node.output[0], 'Conv') === node) return isByTap(node, known, index) !== undefined;
  const [output] = node.output;
  if (output === undefined || node.opType !== 'Gather' || cutBefore(output, known, index) !== node) return false;
  return cutBefore(trailBefore(node.input[0]!, index).source, known, index)?.opType === 'Gather';
}

/**
 * What the axes of the last value of a trail stand for, by those of its source.
 *
 * @throws Unproven When that can't be told.
 */
export function viewAlong(trail: Trail, known: Knowledge, index: GraphIndex): View {
  const { source } = trail;
  const { dims } = known.get(source);
  prove(dims !== undefined, `the rank of ${quoted(source)} is not known`);
  const sourceAxes = dims.map(indexOf);
  const whole = {
    source,
    sourceAxes,
    ...allOf(quoted(source), sourceAxes),
    steps: [{ value: source, axes: sourceAxes }],
  };
  return alongFrom(whole, trail, known, index);
}

/**
 * Values of one shape, each seen as it is, as one that has them after each other.
 *
 * @throws Unproven When they may be of several shapes.
 */
export function inRow(views: readonly View[]): View & Joined {
  const [{ source, axes }, ...others] = views as [View, ...View[]];
  const areAlike = others.every(
    (other) => axes.length === other.axes.length && axes.every((own, k) => unite(own, other.axes[k]!)),
  );
  prove(areAlike, 'its weights are not all of the same shape');
  const order = indexOf(Size.of(views.length));
  // Along an axis of one element it needs no transposition.
  const axis = Math.max(
    0,
    axes.findIndex((own) => partsOf(own).length === 0),
  );
  const sourceAxes = axes.map((own, k) => (k === axis ? [...order, ...own] : own));
  return {
    source,
    sourceAxes,
    axes,
    lines: [],
    steps: [],
    order,
    row: { values: views.map((each) => each.source), axis },
  };
}

/** The same where a view of the source is what the trail begins at. */
export function alongFrom(view: View, { source, nodes, values }: Trail, known: Knowledge, index: GraphIndex): View {
  const whole = view.steps.at(-1)!.value;
  prove(source === whole, `${quoted(values.at(-1) ?? source)} is beside parts of ${quoted(whole)}, and is none`);
  const steps = [...view.steps];
  let last = view;
  for (const [k, node] of nodes.entries()) {
    const value = values[k]!;
    last = { ...last, ...placedBy(node, value, last, known, index), steps };
    steps.push({ value, axes: last.axes });
  }
  return last;
}

function placedBy(node: NodeProto, value: string, view: View, known: Knowledge, index: GraphIndex): Placed {
  const { opType } = node;
  const sizes = known.get(view.source).dims!;
  if (opType === 'Gather') return gathered(node, view, known);
  if (opType === 'Slice' || opType === 'Split') return sliced(node, value, view, known);
  if (opType === 'Pad') {
    const zeros = [...zerosOf(node, known, index)!];
    return zeros.reduce((before: Placed, [at, own]) => surrounded(before, at, own, sizes, quoted(value)), view);
  }
  if (opType === 'Concat') return concatenated(node, view, known, index);
  if (opType === 'Conv') return cutByImpulses(node, view, known, index);
  return { lines: view.lines, axes: axesAfter(node, view.axes, known) };
}

function axesAfter(node: NodeProto, axes: Axes, known: Knowledge): Axes {
  if (node.opType === 'Expand' || node.opType === 'Tile') return repeated(node, axes, known);
  if (node.opType !== 'Resize') return moved(node, axes, known);
  const repeats = repeatsOf(node, known);
  prove(repeats.length === axes.length, 'its windows are resized in another rank');
  return axes.map((axis, k) => [...axis, ...indexOf(repeats[k]!)]);
}

/** What the axes stand for once a value is repeated: something counts the repetitions, the slowest of its axis. */
function repeated(node: NodeProto, axes: Axes, known: Knowledge): Axes {
  const counts = elementsOf(known.call(node).ints(1));
  prove(counts !== undefined, `how often ${quoted(node.output[0]!)} repeats its input is not known before a run`);
  const before = node.opType === 'Expand' ? counts.length - axes.length : 0;
  prove(before >= 0 && (node.opType === 'Expand' || counts.length === axes.length), 'it repeats along other axes');
  return counts.map((count, k) => {
    const own = axes[k - before] ?? [];
    if (node.opType === 'Tile') return [...indexOf(count), ...own];
    // Axes of one element are repeated; of the others, each has as many as before, or 1 is asked for.
    const size = sizesOf([own], 'first')[0]!;
    if (partsOf(own).length === 0) return indexOf(count);
    prove(count.is(1) || count.equals(size), 'it is expanded along an axis of other sizes');
    return own;
  });
}

function gathered(gather: NodeProto, view: View, known: Knowledge): Placed {
  const call = known.call(gather);
  const name = quoted(gather.output[0]!);
  const at = axisFromFront(call.int('axis', 0), view.axes.length);
  prove(at !== undefined, `the axis that ${name} gathers from does not exist`);
  const [number, ...more] = numbersOf(call.ints(1)) ?? [];
  if (number === undefined || more.length > 0) {
    const range = rangeOf(call.ints(1));
    if (range !== undefined) return picked(view, at, range.start, [[indexOf(range.count), range.step]], name);
    const { sizes, steps } = readIndices(gather.input[1]!, known);
    return picked(view, at, 0, countedBy(sizes.map(indexOf), steps), name);
  }
  const size = sizesOf([view.axes[at]!], 'first')[0]!.value ?? Number.NaN;
  const kept = call.dims(1)!.map((): Counted => [[], 1]);
  return picked(view, at, number < 0 ? number + size : number, kept, name);
}

function countedBy(pair: Axes, steps: readonly (number | undefined)[]): Counted[] {
  return pair.map((indices, k) => [indices, steps[k] ?? 1]);
}

/** What a `Slice` takes of each axis, or an output of a `Split`. */
function sliced(node: NodeProto, value: string, view: View, known: Knowledge): Placed {
  const call = known.call(node);
  const split = node.opType === 'Split' ? splitRange(call, node.output.indexOf(value)) : undefined;
  const ranges = node.opType === 'Slice' ? sliceRanges(call) : split && new Map([[split.axis, split]]);
  prove(ranges !== undefined, `what ${quoted(value)} is of is not known before a run`);
  return [...ranges].reduce((before: Placed, [at, range]) => {
    prove(range !== undefined, `what ${quoted(value)} is of is not known before a run`);
    const { start, step, count, size } = range;
    const isAll = start === 0 && step === 1 && count.equals(size);
    return isAll ? before : picked(before, at, start, [[indexOf(count), step]], quoted(value));
  }, view);
}

function concatenated(concat: NodeProto, view: View, known: Knowledge, index: GraphIndex): Placed {
  const { trails } = partsOfConcat(concat, known, index)!;
  const { axes, lines, order, shuffled } = joined(
    trails.map((trail) => alongFrom(view, trail, known, index)),
    'the parts of the image',
  );
  const place = axisFromFront(known.call(concat).int('axis', Number.NaN), axes.length);
  prove(place !== undefined, 'the parts of the image are put after each other along no axis of theirs');
  prove(view.shuffled === undefined, 'the parts of the image are windows in an order of their own');
  return { lines, axes: axes.map((own, k) => (k === place ? [...order, ...own] : own)), shuffled };
}

function cutByImpulses(conv: NodeProto, view: View, known: Knowledge, index: GraphIndex): Placed {
  const name = quoted(conv.output[0]!);
  const cuts: Cut[] = [];
  const own = view.lines.map(({ terms }: Line) => terms.map((term) => term.index));
  const axes = convolved(conv, view.axes, own, cuts, known, index);
  const sizes = known.get(view.source).dims!;
  const cut = cuts.reduce((before: Placed, { axis, indices, pair, pads }) => {
    const at = before.axes.findIndex((indices) => isSame(indices, own[axis]!));
    return picked(surrounded(before, at, pads, sizes, name), at, 0, countedBy(pair, indices.steps), name);
  }, view);
  return { axes, lines: cut.lines };
}
