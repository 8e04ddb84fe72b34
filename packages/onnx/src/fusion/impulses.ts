// Windows by a convolution, each of whose kernels is one at one tap and zero at the others.

import type { NodeProto, TensorProto } from '@involution/onnx-messages';
import { type Axes, indexOf, isSame, prove, regrouped, Size, sizesOf } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { elementCount, floatsOf, isZero } from '../graph/tensor-data.ts';
import type { Call } from '../symbolic/call.ts';
import { windowPositions } from '../symbolic/dim-rules.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { type Cut, moved, sourceAxisOf, trailBefore } from './moves.ts';

/** Kernels of more elements are not read, nor those of more ones. */
const MAX_ELEMENTS = 2 ** 24;
const MAX_ONES = 2 ** 16;

/** Whether the kernels of a convolution look like impulses: all of their elements are ones and zeros. */
export function areOnesAndZeros(kernels: string, index: GraphIndex): boolean {
  const { source } = trailBefore(kernels, index);
  return onesOf(source, index) !== undefined || isIdentity(source, index);
}

/** By constant: many convolutions may read one. */
const ones = new WeakMap<TensorProto, readonly number[] | undefined>();

/** Where a constant has ones; `undefined` where it has more than ones and zeros. */
function onesOf(value: string, index: GraphIndex): readonly number[] | undefined {
  const tensor = index.constantOf(value);
  if (tensor === undefined || elementCount(tensor) > MAX_ELEMENTS) return undefined;
  if (!ones.has(tensor)) ones.set(tensor, onesAmong(floatsOf(tensor)));
  return ones.get(tensor);
}

function onesAmong(floats: Float32Array | undefined): readonly number[] | undefined {
  const places: number[] = [];
  for (let k = 0; k < (floats?.length ?? 0); k++) {
    if (floats![k] === 1 && places.length < MAX_ONES) places.push(k);
    else if (floats![k] !== 0) return undefined;
  }
  return floats && places;
}

function isIdentity(value: string, index: GraphIndex): boolean {
  const eye = index.producerOf(value, 'EyeLike');
  return eye !== undefined && !eye.attribute.some(({ name, i }) => name === 'k' && i !== 0n);
}

/**
 * What the axes of the result of a convolution stand for, whose kernels are the impulses of all taps in their order: for each
 * channel the taps, or for each tap the channels of a group.
 *
 * @param cuts Get the windows along each axis.
 * @throws Unproven When it does anything else.
 */
export function convolved(
  conv: NodeProto,
  axes: Axes,
  sourceAxes: Axes,
  cuts: Cut[],
  known: Knowledge,
  index: GraphIndex,
): Axes {
  const name = quoted(conv.output[0]!);
  const call = known.call(conv);
  const [count, inside, ...kernel] = call.dims(1)?.map(({ value }) => value ?? Number.NaN) ?? [];
  const [batch, channels, ...lines] = axes;
  const taps = kernel.reduce((product, size) => product * size, 1);
  const group = call.int('group', 1);
  const [groups, members] = regrouped(channels ?? [], [group, inside ?? 0].map(Size.of)) ?? [];
  const isWhole = count === group * inside! * taps && lines.length === kernel.length;
  const order = isWhole ? ORDERS.find((each) => areImpulses(conv, each, [inside!, taps], known, index)) : undefined;
  const bias = call.has(2) ? index.constantOf(conv.input[2]!) : undefined;
  prove(
    groups !== undefined && members !== undefined && order !== undefined && call.has(2) === (bias !== undefined && isZero(bias)),
    `${name} is a convolution with something else than the impulses of all taps, in their order`,
  );
  const slides = lines.map((line, k) => {
    const axis = sourceAxisOf(line, sourceAxes);
    prove(axis >= 0, `${name} is no convolution along axes of what its windows are of`);
    const [size] = sizesOf([line], 'first') as [Size];
    const [stride, dilation] = [call.list('strides')?.[k] ?? 1, call.list('dilations')?.[k] ?? 1];
    const reach = dilation * (kernel[k]! - 1);
    const pads = padsOf(call, k, lines.length, { size, stride, reach });
    prove(pads !== undefined, `how many zeros ${name} puts around its input is not known before a run`);
    const positions = windowPositions(size.plus(Size.of(pads[0] + pads[1])), kernel[k]!, stride, dilation);
    const sizes = [Size.of(kernel[k]!), positions] as const;
    const steps = [kernel[k] === 1 ? undefined : dilation, positions.is(1) ? undefined : stride] as const;
    const pair = [indexOf(sizes[0]), indexOf(positions)] as const;
    cuts.push({ axis, indices: { name, sizes, steps }, pair, pads });
    return pair;
  });
  const own = slides.flatMap(([each]) => each);
  const kernels = order === 'channels first' ? [...members, ...own] : [...own, ...members];
  return [batch!, [...groups, ...kernels], ...slides.map(([, positions]) => positions)];
}

/** Which of them the kernels of a group count the slowest. */
const ORDERS = ['channels first', 'taps first'] as const;

/** Whether the kernels of each group, one after the other, are 1 at one tap of one channel each, in some order. */
function areImpulses(
  { input }: NodeProto,
  order: (typeof ORDERS)[number],
  [channels, taps]: readonly [number, number],
  known: Knowledge,
  index: GraphIndex,
): boolean {
  const trail = trailBefore(input[1]!, index);
  const count = channels * taps;
  const { dims } = known.get(trail.source);
  const isTurned = order === 'taps first' && trail.nodes.length === 0;
  const placeOf = (k: number) => (isTurned ? (k % channels) * taps + Math.floor(k / channels) : k);
  const places = onesOf(trail.source, index);
  const areOnes = places?.every((place, k) => place === k * count + placeOf(k % count)) && dims?.[0]?.is(places.length);
  if (trail.nodes.length === 0) return areOnes ?? false;
  // A matrix that is 1 where its two indices are the same number, with its axes split or in another order.
  const sourceAxes = dims?.map(indexOf) ?? [];
  const axes = trail.nodes.reduce((before: Axes, node) => moved(node, before, known), sourceAxes);
  const isSquare = sourceAxes.length === 2 && sourceAxes.every((axis) => sizesOf([axis], 'first')[0]!.is(count));
  const [first = [], inside = [], ...tapAxes] = axes;
  const others = order === 'channels first' ? [inside, ...tapAxes] : [...tapAxes, inside];
  const isInOrder = [sourceAxes, [...sourceAxes].reverse()].some(
    ([one = [], other = []]) => isSame(first, one) && isSame(others.flat(), other),
  );
  return isSquare && isInOrder && (areOnes ?? isIdentity(trail.source, index));
}

/** The zeros that a convolution puts before and after an axis. */
function padsOf(
  call: Call,
  k: number,
  rank: number,
  { size, stride, reach }: { size: Size; stride: number; reach: number },
): readonly [number, number] | undefined {
  const auto = call.text('auto_pad', 'NOTSET');
  if (auto === 'NOTSET') return [call.list('pads')?.[k] ?? 0, call.list('pads')?.[k + rank] ?? 0];
  if (auto === 'VALID') return [0, 0];
  const all = size.ceilDivide(stride).times(Size.of(stride)).plus(Size.of(reach + 1 - stride)).minus(size).value;
  if (all === undefined) return undefined;
  const [less, more] = [Math.floor(Math.max(0, all) / 2), Math.ceil(Math.max(0, all) / 2)];
  return auto === 'SAME_UPPER' ? [less, more] : [more, less];
}
