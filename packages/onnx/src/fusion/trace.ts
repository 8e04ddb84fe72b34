// What the axes of a value stand for: the nodes before it that only move elements, and those that cut windows.

import type { NodeProto } from '@involution/onnx-messages';
import { type Axes, type Index, indexOf, partsOf, prove, regrouped, Size, sizesOf } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { axisFromFront } from '../symbolic/call.ts';
import { elementsOf } from '../symbolic/int-tensor.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { convolved, isByTap, onesOf } from './impulses.ts';
import { type Cut, follow, MOVES, moved, sourceAxisOf, type Trail, trailBefore } from './moves.ts';
import { joinedAxes, movedImages, partsOfOne } from './pieces.ts';
import { repeatsOf } from './repeats.ts';
import { type Indices, readIndices } from './windows.ts';

/** Windows whose positions a `Resize` repeats. */
export interface Enlargement {
  readonly resize: NodeProto;
  /** How often it repeats each element along each axis. */
  readonly repeats: readonly number[];
  /** By index of positions, the one that counts the repetitions of each. */
  readonly repeated: ReadonlyMap<Index, Index>;
}

/** A value as a view of another, whose own axes stand for one index each. */
export interface View {
  readonly source: string;
  readonly sourceAxes: Axes;
  readonly axes: Axes;
  readonly cuts: readonly Cut[];
  readonly enlargement: Enlargement | undefined;
  /** The values from the source to this one, and what their axes stand for. */
  readonly steps: readonly { readonly value: string; readonly axes: Axes }[];
}

/** The same with what repeats weights for the channels that share them, and what cuts them into blocks. */
export function weightsTrailBefore(value: string, known: Knowledge, index: GraphIndex): Trail {
  return follow(value, (source) => {
    const node = index.producerOf(source, 'Expand', 'Gather', 'Tile', ...MOVES);
    return node?.opType === 'Gather' && cutBefore(source, known, index) === undefined ? undefined : node;
  });
}

/**
 * The same with what cuts windows, from where the first of these is; none where there is none. A convolution may have some of the
 * channels in its batch: then a view of an image comes before it, and first the trail from that image on.
 */
export function windowTrailsBefore(value: string, known: Knowledge, index: GraphIndex): Trail[] {
  const { nodes } = follow(
    value,
    (source) => cutBefore(source, known, index) ?? index.producerOf(source, 'Resize', ...MOVES),
    (node) => cutFrom(node, index),
  );
  const cut = nodes.findIndex(isCut);
  if (cut < 0) return [];
  // What is resized is seen from there.
  const isSeen = nodes[cut]!.opType === 'Conv' && nodes.slice(0, cut).every(({ opType }) => opType !== 'Resize');
  const first = isSeen ? 0 : cut;
  return [...new Set([first, cut])].map((start) => ({
    source: cutFrom(nodes[start]!, index)!,
    nodes: nodes.slice(start),
  }));
}

/** Whether a node of a trail of windows is one that cuts them. */
export function isCut({ opType }: NodeProto): boolean {
  return opType === 'Gather' || opType === 'Concat' || opType === 'Conv';
}

/** What a node cuts windows from: parts that are put after each other are of one value. */
function cutFrom(node: NodeProto, index: GraphIndex): string | undefined {
  return node.opType === 'Concat' ? partsOfOne(node.input, index)?.whole : node.input[0];
}

/**
 * The node that cuts windows, as far as its looks go: a `Gather` by a matrix, for all that is known, a `Concat` of parts of
 * one value, or a `Conv` whose kernels are ones and zeros.
 */
function cutBefore(value: string, known: Knowledge, index: GraphIndex): NodeProto | undefined {
  const node = index.producerOf(value, 'Concat', 'Conv', 'Gather');
  if (node?.opType === 'Concat') return partsOfOne(node.input, index) && node;
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
 * @param blocks Whether a `Gather` by a matrix cuts windows, as far as they may be apart, or blocks that are next to each other.
 * @throws Unproven When that can't be told.
 */
export function viewAlong(
  { source, nodes }: Trail,
  known: Knowledge,
  index: GraphIndex,
  blocks: 'blocks' | 'windows' = 'windows',
): View {
  const { dims } = known.get(source);
  prove(dims !== undefined, `the rank of ${quoted(source)} is not known`);
  const sourceAxes = dims.map(indexOf);
  let axes: Axes = sourceAxes;
  const cuts: Cut[] = [];
  let enlargement: Enlargement | undefined;
  const steps = [{ value: source, axes }];
  for (const node of nodes) {
    if (node.opType === 'Gather') {
      axes = blocks === 'blocks' ? splitBy(node, axes, known) : cutBy(node, axes, sourceAxes, cuts, known);
    } else if (node.opType === 'Concat') {
      const parts = movedImages(partsOfOne(node.input, index)!, axes, sourceAxes, known);
      axes = joinedAxes(parts, known.call(node).int('axis', Number.NaN));
      cuts.push(...parts.cuts);
    } else if (node.opType === 'Conv') axes = convolved(node, axes, sourceAxes, cuts, known, index);
    else if (node.opType === 'Resize') {
      prove(enlargement === undefined, 'its windows are resized twice');
      const repeats = repeatsOf(node, known, index);
      prove(repeats.length === axes.length, 'its windows are resized in another rank');
      const added = repeats.map((count) => indexOf(Size.of(count)));
      const repeated = added.flatMap((indices, k) => indices.map((own) => [lastOf(axes[k]!), own] as const));
      enlargement = { resize: node, repeats, repeated: new Map(repeated) };
      axes = axes.map((axis, k) => [...axis, ...added[k]!]);
    } else if (node.opType === 'Expand' || node.opType === 'Tile') axes = repeated(node, axes, known);
    else axes = moved(node, axes, known);
    steps.push({ value: node.output[0]!, axes });
  }
  return { source, sourceAxes, axes, cuts, enlargement, steps };
}

/** What the axes stand for once a value is repeated: something counts the repetitions, the slowest of its axis. */
function repeated(node: NodeProto, axes: Axes, known: Knowledge): Axes {
  const counts = elementsOf(known.call(node).ints(1));
  prove(counts !== undefined, `how often ${quoted(node.output[0]!)} repeats its input is not known before a run`);
  const before = node.opType === 'Expand' ? counts.length - axes.length : 0;
  prove(before >= 0 && counts.length - before === axes.length, 'it repeats along other axes');
  return counts.map((count, k) => {
    const own = axes[k - before] ?? [];
    if (node.opType === 'Tile' || partsOf(own).length === 0) return [...indexOf(count), ...own];
    // Axes of one element are repeated; of the others, each has as many as before, or 1 is asked for.
    const isSame = count.is(1) || count.equals(sizesOf([own], 'first')[0]!);
    prove(isSame, 'it is expanded along an axis of other sizes');
    return own;
  });
}

function lastOf(axis: Axes[number]): Index {
  const last = partsOf(axis).at(-1);
  prove(last !== undefined, 'an axis of one element is resized');
  return last;
}

/** What the axes stand for once those of a matrix of indices take the place of one of them. */
function gathered(
  gather: NodeProto,
  axes: Axes,
  known: Knowledge,
  seen: (axis: Axes[number], indices: Indices) => Axes,
): Axes {
  const at = axisFromFront(known.call(gather).int('axis', 0), axes.length);
  prove(at !== undefined, `the axis that ${quoted(gather.output[0]!)} gathers from does not exist`);
  return [...axes.slice(0, at), ...seen(axes[at]!, readIndices(gather.input[1]!, known)), ...axes.slice(at + 1)];
}

function cutBy(gather: NodeProto, axes: Axes, sourceAxes: Axes, cuts: Cut[], known: Knowledge): Axes {
  return gathered(gather, axes, known, (own, indices) => {
    // The one element of an axis, as one tap at one position.
    if (partsOf(own).length === 0 && indices.sizes.every((size) => size.is(1))) return [[], []];
    const axis = sourceAxisOf(own, sourceAxes);
    prove(axis >= 0, `${quoted(gather.output[0]!)} does not gather from an axis of what its windows are of`);
    const pair = indices.sizes.map(indexOf) as [Axes[number], Axes[number]];
    cuts.push({ axis, indices, pair, pads: [0, 0] });
    return pair;
  });
}

/** What the axes stand for once one of them is cut into blocks, one after the other. */
function splitBy(gather: NodeProto, axes: Axes, known: Knowledge): Axes {
  return gathered(gather, axes, known, (own, { name, sizes, steps }) => {
    const areBlocks = (steps[0] ?? sizes[1].value) === sizes[1].value && (steps[1] ?? 1) === 1;
    const isAll = Size.product(sizes).equals(sizesOf([own], 'first')[0]!);
    const parts = areBlocks && isAll ? regrouped(own, sizes) : undefined;
    prove(parts !== undefined, `the indices ${name} do not cut the weights into blocks`);
    return parts;
  });
}
