import type { ChannelGrouping, KernelOrder } from '@involution/core';
import { type Axes, type Index, indexOf, isSameAxes, partsOf, prove, Size } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import type { GraphNode } from '../graph/node.ts';
import type { Environment } from '../symbolic/environment.ts';
import type { Contraction } from './contraction.ts';
import { type Shown, shownAlong, type Trail, trailBefore } from './trace.ts';
import { cutAt, type Windows, windowsOf } from './windows.ts';

/** Proven: a value is the involution of an image by some weights, seen in some way. */
export interface Match {
  readonly windows: Windows;
  readonly groups: number;
  readonly kernelOrder: KernelOrder;
  readonly channelGrouping: ChannelGrouping;
  readonly weights: Weights;
  /** What the axes of the involution's result stand for, `[N, Ho, Wo, C]`. */
  readonly y: Axes;
  /** What those of the sum stand for. */
  readonly axes: Axes;
}

/** The weights of an involution. */
export interface Weights {
  readonly value: string;
  /** Whether they have the axes that an involution takes, `[N, Ho, Wo, G·Kh·Kw]`, or others of the same elements in the same order. */
  readonly isInShape: boolean;
}

/** Windows and weights that are multiplied, as the graph has them. */
export interface Product {
  readonly contraction: Contraction;
  /** The node that cuts the windows. */
  readonly cut: GraphNode;
  readonly windows: Trail;
  readonly weights: Trail;
  /** Which of the factors are the windows. */
  readonly side: 0 | 1;
}

/** The products of windows that a sum of products may be. */
export function productsOf(contraction: Contraction, known: Environment, index: GraphIndex): Product[] {
  return ([0, 1] as const).flatMap((side) => {
    const windows = trailBefore(contraction.factors[side], known, index);
    const cut = cutAt(windows.source, known, index);
    const weights = trailBefore(contraction.factors[1 - side]!, known, index, 'BroadcastTo', 'Tile');
    return cut === undefined ? [] : [{ contraction, cut, windows, weights, side }];
  });
}

/**
 * Proves that a sum of products is an involution.
 *
 * @throws Unproven With the reason why it is none, or might be none.
 */
export function proveInvolution(product: Product, known: Environment, index: GraphIndex): Match {
  const { contraction, cut, side } = product;
  for (const { name } of contraction.inner) {
    const isInner = index.onlyReaderOf(name) !== undefined;
    prove(isInner, `${JSON.stringify(name)}, which the involution would not make, is used elsewhere too`);
  }
  const windows = windowsOf(cut, known, index);
  const seen = shownAlong(product.windows, windows.axes, known);
  const { dims } = known.get(product.weights.source);
  prove(dims !== undefined, `the rank of the weights, ${JSON.stringify(product.weights.source)}, is not known`);
  const source = dims.map(indexOf);
  const shown = shownAlong(product.weights, source, known);
  const factors = [seen.at(-1)!.axes, shown.at(-1)!.axes] as [Axes, Axes];
  if (side === 1) factors.reverse();
  const { axes, summed } = contraction.resolve(factors);
  return { windows, axes, ...provenRoles(windows, source, shown, summed, axes) };
}

/** What each index of the weights is for, where that is what an involution does with them. */
function provenRoles(
  windows: Windows,
  source: Axes,
  shown: readonly Shown[],
  summed: readonly Index[],
  result: Axes,
): Omit<Match, 'windows' | 'axes'> {
  const [batch, rows, columns, taps, channels] = [
    windows.batch,
    windows.rows,
    windows.columns,
    windows.taps,
    windows.channels,
  ].map(partsOf) as [Index[], Index[], Index[], Index[], Index[]];
  prove(
    sameSet(partsOf(summed), taps),
    'the product with its weights is not summed over the taps of its windows, all and only',
  );
  const parts = new Set(partsOf(source.flat()));
  const hasAll = (wanted: readonly Index[]) => wanted.every((part) => parts.has(part));
  prove(hasAll(taps), 'the weights do not have one value for each tap');
  prove(hasAll([...rows, ...columns]), 'the weights cannot be proven to have the size of the output');
  prove(hasAll(batch), 'the weights cannot be proven to have the batch of the image');
  const groups = channels.filter((part) => parts.has(part));
  const known = new Set([...batch, ...rows, ...columns, ...taps, ...groups]);
  prove(
    [...parts].every((part) => known.has(part)),
    'the weights have an axis that is none of the windows',
  );
  const y = [batch, rows, columns, channels];
  prove(sameSet(partsOf(result.flat()), y.flat()), 'the sum does not have the axes of an involution');
  const count = Size.product(groups.map(({ size }) => size)).value;
  prove(count !== undefined, 'the number of groups is not known');
  return {
    y,
    groups: count,
    channelGrouping: groupingOf(channels, groups),
    ...inOrder(shown, {
      'group-major': [batch, rows, columns, [...groups, ...taps]],
      'tap-major': [batch, rows, columns, [...taps, ...groups]],
    }),
  };
}

/** The value nearest to the product that has the weights as an involution takes them, in one order or the other. */
function inOrder(
  shown: readonly Shown[],
  orders: Readonly<Record<KernelOrder, Axes>>,
): Pick<Match, 'kernelOrder' | 'weights'> {
  for (const isInShape of [true, false]) {
    for (const { value, axes } of [...shown].reverse()) {
      for (const kernelOrder of ['group-major', 'tap-major'] as const) {
        const wanted = orders[kernelOrder];
        const isWanted = isInShape ? isSameAxes(axes, wanted) : isSameAxes([axes.flat()], [wanted.flat()]);
        if (isWanted) return { kernelOrder, weights: { value, isInShape } };
      }
    }
  }
  prove(false, 'its weights would have to be transposed');
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
