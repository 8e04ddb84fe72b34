// Windows by a convolution, each of whose kernels is one at one tap and zero at the others.

import type { NodeProto } from '@involution/onnx-messages';
import { type Axes, indexOf, isSame, prove, Size, sizesOf } from '@involution/symbolic';
import type { GraphIndex } from '../graph/graph-index.ts';
import { quoted } from '../graph/names.ts';
import { elementCount, floatsOf, isZero } from '../graph/tensor-data.ts';
import type { Call } from '../symbolic/call.ts';
import { windowPositions } from '../symbolic/dim-rules.ts';
import type { Knowledge } from '../symbolic/substitute.ts';
import { type Cut, moved, sourceAxisOf, trailBefore } from './moves.ts';

/** Kernels of more elements are not read. */
const MAX_ELEMENTS = 2 ** 18;

/** Whether the kernels of a convolution look like impulses: all of their elements are ones and zeros. */
export function areOnesAndZeros(kernels: string, index: GraphIndex): boolean {
  const { source } = trailBefore(kernels, index);
  return elementsOf(source, index)?.every((value) => value === 0 || value === 1) ?? isIdentity(source, index);
}

function elementsOf(value: string, index: GraphIndex): number[] | undefined {
  const tensor = index.constantOf(value);
  return tensor && elementCount(tensor) <= MAX_ELEMENTS ? floatsOf(tensor) : undefined;
}

function isIdentity(value: string, index: GraphIndex): boolean {
  const eye = index.producerOf(value, 'EyeLike');
  return eye !== undefined && !eye.attribute.some(({ name, i }) => name === 'k' && i !== 0n);
}

/**
 * What the axes of the result of a convolution stand for, whose kernels are the impulses of all taps in their order, for each
 * channel: the channels, and for each the taps.
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
  const isWhole = inside === 1 && count === call.int('group', 1) * taps && lines.length === kernel.length;
  const bias = call.has(2) ? index.constantOf(conv.input[2]!) : undefined;
  prove(
    isWhole && areImpulses(conv.input[1]!, taps, known, index) && call.has(2) === (bias !== undefined && isZero(bias)),
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
  return [batch!, [...channels!, ...slides.flatMap(([own]) => own)], ...slides.map(([, positions]) => positions)];
}

/** Whether kernels, one after the other, are 1 at the first tap, at the second, and so on, again and again. */
function areImpulses(kernels: string, taps: number, known: Knowledge, index: GraphIndex): boolean {
  const trail = trailBefore(kernels, index);
  const elements = elementsOf(trail.source, index);
  const areInOrder = elements?.every((value, k) => value === Number(k % taps === Math.floor(k / taps) % taps));
  if (trail.nodes.length === 0) return areInOrder ?? false;
  // A matrix that is 1 where its two indices are the same number, with its axes split or in another order.
  const sourceAxes = known.get(trail.source).dims?.map(indexOf) ?? [];
  const axes = trail.nodes.reduce((before: Axes, node) => moved(node, before, known), sourceAxes);
  const isSquare = sourceAxes.length === 2 && sourceAxes.every((axis) => sizesOf([axis], 'first')[0]!.is(taps));
  const [first = [], ...others] = axes;
  const isTaps = [sourceAxes, [...sourceAxes].reverse()].some(
    ([one = [], other = []]) => isSame(first, one) && isSame(others.flat(), other),
  );
  return isSquare && isTaps && (areInOrder ?? isIdentity(trail.source, index));
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
  const all =
    stride === 1 ? reach : (Math.ceil(size.value! / stride) - 1) * stride + reach + 1 - (size.value ?? Number.NaN);
  const [less, more] = [Math.floor(Math.max(0, all) / 2), Math.ceil(Math.max(0, all) / 2)];
  return Number.isNaN(less) ? undefined : auto === 'SAME_UPPER' ? [less, more] : [more, less];
}
