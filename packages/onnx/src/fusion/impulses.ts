// Windows by a convolution, each of whose kernels is one at one tap of one channel and zero at the others.

import { sizeOf } from '@involution/core';
import type { NodeProto } from '@involution/onnx-messages';
import { type Axes, indexOf, partsOf, prove, regrouped, Size, sizesOf } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { elementCount, floatsOf } from '../graph/tensor-data.ts';
import type { Call } from '../symbolic/call.ts';
import { windowPositions } from '../symbolic/dim-rules.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { placesAfter } from '../symbolic/views.ts';
import { type Cut, cutOf, sourceAxisOf, trailBefore } from './moves.ts';

/** Kernels of more elements are not read, nor those of more ones. */
const MAX_ELEMENTS = 2 ** 24;
const MAX_ONES = 2 ** 16;

type Ones = readonly number[] | undefined;

/** By value, for each graph: many convolutions may read one. */
const found = new WeakMap<GraphIndex, Map<string, Ones>>();

function remembered(value: string, index: GraphIndex, work: () => Ones): Ones {
  const before = found.get(index) ?? new Map<string, Ones>();
  found.set(index, before);
  if (!before.has(value)) before.set(value, work());
  return before.get(value);
}

/** Where the kernels of a convolution have ones; `undefined` where they are not known to have only ones and zeros. */
export function onesOf({ input: [, kernels = ''] }: NodeProto, known: Knowledge, index: GraphIndex): Ones {
  return remembered(kernels, index, () => {
    const { source, nodes } = trailBefore(kernels, index);
    const ones = remembered(source, index, () => onesOfEye(source, known, index) ?? onesOfConstant(source, index));
    // Views leave all elements in their order.
    const turns = nodes.flatMap((node) => {
      const call = known.call(node);
      const sizes = numbersOf(call.dims(0));
      return node.opType === 'Transpose' ? [placesAfter(sizes, call.list('perm') ?? [...sizes.keys()].reverse())] : [];
    });
    return ones?.map((one) => turns.reduce((place, turn) => turn(place), one)).sort((a, b) => a - b);
  });
}

/** Sizes that are not known are NaN. */
function numbersOf(dims: readonly Size[] = []): number[] {
  return dims.map(({ value }) => value ?? Number.NaN);
}

/** Of a matrix that is one where its two indices are the same. */
function onesOfEye(value: string, known: Knowledge, index: GraphIndex): Ones {
  const eye = index.producerOf(value, 'EyeLike');
  const [rows = Number.NaN, columns] = numbersOf(known.get(value).dims);
  if (eye === undefined || known.call(eye).int('k', 0) !== 0 || rows !== columns || rows > MAX_ONES) return undefined;
  return Array.from({ length: rows }, (_, k) => k * (rows + 1));
}

function onesOfConstant(value: string, index: GraphIndex): Ones {
  const tensor = index.constantOf(value);
  const floats = tensor && elementCount(tensor) <= MAX_ELEMENTS ? floatsOf(tensor) : undefined;
  const ones: number[] = [];
  const isOne = (element: number, k: number) => element === 1 && ones.push(k) <= MAX_ONES;
  return floats?.every((element, k) => element === 0 || isOne(element, k)) ? ones : undefined;
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
  const [, inside = 0, ...kernel] = numbersOf(call.dims(1));
  const [batch, channels = [], ...lines] = axes;
  const byTap = isByTap(conv, known, index);
  const [groups, members] = regrouped(channels, [call.int('group', 1), inside].map(Size.of)) ?? [];
  const isPlain = (!call.has(2) || index.isZero(conv.input[2]!)) && lines.length === kernel.length;
  prove(
    byTap !== undefined && groups !== undefined && members !== undefined && isPlain,
    `${name} is a convolution with something else than the impulses of all taps, in their order`,
  );
  const slides = lines.map((line, k) => {
    // Of one element, any that is left will do.
    const counts = sourceAxes.map((own) => partsOf(own).length);
    const single = k === 0 ? counts.indexOf(0) : counts.lastIndexOf(0);
    const axis = partsOf(line).length === 0 ? single : sourceAxisOf(line, sourceAxes);
    prove(axis >= 0, `${name} is no convolution along axes of what its windows are of`);
    const [size] = sizesOf([line], 'first') as [Size];
    const [stride, dilation] = [call.list('strides')?.[k] ?? 1, call.list('dilations')?.[k] ?? 1];
    const pads = padsOf(call, k, lines.length, size, dilation * (kernel[k]! - 1) + 1 - stride, stride);
    prove(pads !== undefined, `how many zeros ${name} puts around its input is not known before a run`);
    const positions = windowPositions(size.plus(Size.of(pads[0] + pads[1])), kernel[k]!, stride, dilation);
    return cutOf(axis, name, { taps: kernel[k]!, dilation, stride }, indexOf(positions), pads);
  });
  cuts.push(...slides);
  const own = slides.flatMap(({ pair }) => pair[0]);
  const kernels = byTap ? [...own, ...members] : [...members, ...own];
  return [batch!, [...groups, ...kernels], ...slides.map(({ pair }) => pair[1])];
}

/**
 * Whether a convolution, whose kernels are one at one tap of one channel each, has those of the first tap first, and not those of
 * the first channel; `undefined` where they are something else.
 */
export function isByTap(conv: NodeProto, known: Knowledge, index: GraphIndex): boolean | undefined {
  const call = known.call(conv);
  const [count, channels = 0, ...kernel] = numbersOf(call.dims(1));
  const taps = sizeOf(kernel);
  const each = channels * taps;
  const ones = onesOf(conv, known, index);
  if (count !== call.int('group', 1) * each || ones?.length !== count) return undefined;
  return [false, true].find((byTap) =>
    ones.every((place, k) => {
      const own = k % each;
      return place === k * each + (byTap ? (own % channels) * taps + Math.floor(own / channels) : own);
    }),
  );
}

/**
 * The zeros that a convolution puts before and after an axis.
 *
 * @param overlap How much of a window the next one has.
 */
function padsOf(
  call: Call,
  k: number,
  rank: number,
  size: Size,
  overlap: number,
  stride: number,
): readonly [number, number] | undefined {
  const auto = call.text('auto_pad', 'NOTSET');
  const given = auto === 'NOTSET' ? call.list('pads') : [];
  if (!auto.startsWith('SAME')) return [given?.[k] ?? 0, given?.[k + rank] ?? 0];
  const all = size.ceilDivide(stride).times(Size.of(stride)).plus(Size.of(overlap)).minus(size).value;
  if (all === undefined) return undefined;
  const [less, more] = [Math.floor(Math.max(0, all) / 2), Math.ceil(Math.max(0, all) / 2)];
  return auto === 'SAME_UPPER' ? [less, more] : [more, less];
}
