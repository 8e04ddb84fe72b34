import type { NodeProto } from '@involution/onnx-messages';
import { Call } from '../symbolic/call.ts';
import { Size } from '../symbolic/size.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { viewDims } from '../symbolic/views.ts';
import { equalWhereCountsAgree, prove, type SizePair } from './proof.ts';
import type { Windows } from './windows.ts';

type Dims = readonly Size[];

/** The sum of products of windows and weights over one axis. */
export interface SumOfProducts {
  /** The windows as they enter the product. */
  windows: Dims;
  /** The weights as they enter the product. */
  weights: Dims;
  /** The axis that is summed over. */
  axis: number;
}

/** Proven: the weights are group-major and the channels blocked. */
export interface Grouping {
  group: number;
  /** The names that the model has for each of N, Ho and Wo. All of one are equal in every run that succeeds. */
  batch: Dims;
  outHeight: Dims;
  outWidth: Dims;
}

/**
 * Proves that the axes of a product mean [N, G, C/G, Kh·Kw, Ho, Wo] for the windows and [N, G, 1, Kh·Kw, Ho, Wo] for the
 * weights. G and C/G may each be several axes or none, and Ho and Wo one together.
 *
 * @throws Unproven When they don't, or can't be told to.
 */
export function proveGrouping({ windows, weights, axis }: SumOfProducts, { dims }: Windows): Grouping {
  const [n, c, kernelHeight, kernelWidth, outHeight, outWidth] = dims as [Size, Size, Size, Size, Size, Size];
  const taps = kernelHeight.times(kernelWidth);
  const spatial = windows.slice(axis + 1);
  prove(
    axis > 0 && spatial.length >= 1 && spatial.length <= 2,
    'the axes around the taps are not those of an involution',
  );
  prove(windows[axis]!.equals(taps), 'the axis that is summed over does not hold the taps of a window, all and only');
  const channelAxes = windows.slice(1, axis);
  const isFlat = spatial.length === 1;
  const positions: SizePair[] = isFlat
    ? [[spatial[0]!, outHeight.times(outWidth)]]
    : [
        [spatial[0]!, outHeight],
        [spatial[1]!, outWidth],
      ];
  const isSeen = equalWhereCountsAgree([[windows[0]!, n], [Size.product(channelAxes), c], ...positions]);
  prove(isSeen, 'the windows cannot be proven to be seen as [N, G, C/G, Kh·Kw, Ho, Wo]');

  prove(weights.length === windows.length, 'windows and weights have different ranks');
  prove(weights[axis]!.equals(taps), 'the weights do not have one value for each tap');
  const batch = [n, windows[0]!];
  prove(includes(batch, weights[0]!), 'the weights cannot be proven to have the batch of X');
  const sameSpatial = positions.every(([seen, exact], k) => includes([seen, exact], weights[axis + 1 + k]!));
  prove(sameSpatial, 'the weights cannot be proven to have the size of the output');
  const group = groupsOf(channelAxes, weights.slice(1, axis));
  return isFlat
    ? { group, batch, outHeight: [outHeight], outWidth: [outWidth] }
    : { group, batch, outHeight: [outHeight, spatial[0]!], outWidth: [outWidth, spatial[1]!] };
}

/**
 * Whether a value's shape is `[N, channels, Ho, Wo]` in every run that gets it from, or turns it into, a tensor of as many
 * elements.
 */
export function isImageOf(dims: Dims | undefined, channels: Size, { batch, outHeight, outWidth }: Grouping): boolean {
  if (dims?.length !== 4) return false;
  const [n, c, height, width] = dims as [Size, Size, Size, Size];
  const named = (size: Size, names: Dims): SizePair => [size, names.find((name) => name.equals(size)) ?? names[0]!];
  return (
    c.equals(channels) && equalWhereCountsAgree([named(n, batch), named(height, outHeight), named(width, outWidth)])
  );
}

/** What a chain of views makes of a shape. */
export function dimsThrough(views: readonly NodeProto[], dims: Dims, known: Knowledge): Dims | undefined {
  let seen: Dims | undefined = dims;
  for (const node of views) {
    if (seen === undefined) return undefined;
    const [, ...others] = node.input.map((value) => (value === '' ? {} : known.get(value)));
    seen = viewDims(new Call(node, [{ dims: seen }, ...others]));
  }
  return seen;
}

/** G, given that the weights' leading channel axes are the windows' own and the others are 1. */
function groupsOf(channelAxes: Dims, weightAxes: Dims): number {
  let group = 1;
  let isShared = false;
  for (const [k, size] of channelAxes.entries()) {
    const own = weightAxes[k]!;
    if (size.is(1) && own.is(1)) continue;
    if (own.is(1)) {
      isShared = true;
      continue;
    }
    prove(
      own.equals(size) && own.value !== undefined,
      'the weights cannot be proven to be shared by the channels of a group',
    );
    prove(!isShared, 'the channels of a group are not neighbours: channel c belongs to group c mod G');
    group *= own.value;
  }
  return group;
}

function includes(names: Dims, size: Size): boolean {
  return names.some((name) => name.equals(size));
}
