// Operators that pick elements of a tensor of integers or show them in another order or shape.

import { sizeOf } from '@involution/core';
import { Index, isAtMost, MAX_AXIS, partsOf, regrouped, Size } from '@involution/symbolic';
import { axesFromFront, axisFromFront, type Call } from './call.ts';
import {
  type AffineTensor,
  elementsOf,
  type Int,
  type IntTensor,
  listed,
  listOf,
  MAX_SHORT_LIST,
  shapeOfInts,
  toInt,
  toSize,
} from './int-tensor.ts';
import { permuted, placesAfter } from './views.ts';

type Dims = readonly Size[];

/** The same elements in another shape. */
export function viewed(call: Call, dims: Dims | undefined): IntTensor | undefined {
  const data = call.ints(0);
  if (data === undefined || dims === undefined) return undefined;
  if (data.kind === 'affine') return viewedAffine(data, dims);
  const numbers = dims.map(({ value }) => value);
  return numbers.includes(undefined) ? undefined : listOf(numbers as number[], data.values);
}

/** Each axis, or some that lie together, become one or more whose sizes have the same product. */
function viewedAffine(data: AffineTensor, dims: Dims): AffineTensor | undefined {
  const runs: { size: Size; step: Size }[] = [];
  for (const [axis, size] of data.shape.entries()) {
    const step = data.steps[axis]!;
    const last = runs.at(-1);
    // Axes of known sizes are one where the outer goes on where the inner ends.
    const isOne = last?.size.value !== undefined && size.value !== undefined && last.step.equals(step.times(size));
    if (isOne) runs[runs.length - 1] = { size: last.size.times(size), step };
    else if (!size.is(1)) runs.push({ size, step });
  }
  const indices = runs.map(({ size }) => new Index(size));
  const axes = regrouped(indices, dims);
  const steps = new Map<Index, Size>();
  for (const [k, index] of indices.entries()) {
    let { step } = runs[k]!;
    for (const part of index.parts().reverse()) {
      steps.set(part, step);
      step = step.times(part.size);
    }
  }
  if (axes === undefined || axes.some((axis) => partsOf(axis).length > 1)) return undefined;
  return { ...data, shape: dims, steps: axes.map((axis) => steps.get(partsOf(axis)[0]!) ?? Size.of(0)) };
}

export function transpose(call: Call): IntTensor | undefined {
  const data = call.ints(0);
  const rank = data?.shape.length ?? 0;
  const perm = axesFromFront(call.list('perm') ?? [...Array(rank).keys()].reverse(), rank);
  if (data === undefined || perm?.length !== rank) return undefined;
  if (data.kind === 'affine') return { ...data, shape: permuted(data.shape, perm), steps: permuted(data.steps, perm) };
  const values: Int[] = [...data.values];
  const placeOf = placesAfter(data.shape, perm);
  for (const [k, value] of data.values.entries()) values[placeOf(k)] = value;
  return listOf(permuted(data.shape, perm), values);
}

/** Of a vector. */
export function gather(call: Call): IntTensor | undefined {
  const [data, indices] = [call.ints(0), call.ints(1)];
  const count = data && toSize(data.shape[0] ?? 0).value;
  if (data?.shape.length !== 1 || count === undefined || axisFromFront(call.int('axis', 0), 1) === undefined)
    return undefined;
  // Long ones only of long lists, which are paid for.
  const most = Math.max(data.kind === 'list' ? count : 0, MAX_SHORT_LIST);
  const picked = (indices && listed(indices, most))?.map((value) => {
    const front = typeof value === 'number' ? axisFromFront(value, count) : undefined;
    if (front === undefined) return Size.unknown;
    return data.kind === 'list' ? data.values[front]! : toInt(data.offset.plus(data.steps[0]!.times(Size.of(front))));
  });
  return (
    picked &&
    listOf(
      shapeOfInts(indices!).map(({ value }) => value!),
      picked,
    )
  );
}

/** Along the first axis: exporters turn pads around this way. */
export function slice(call: Call): IntTensor | undefined {
  const [[axis, range] = [], ...others] = sliceRanges(call) ?? [];
  return axis === 0 && others.length === 0 ? sliced(call.ints(0), range) : undefined;
}

/** What a range of the first axis has. */
export function sliced(data: IntTensor | undefined, range: SliceRange | undefined): IntTensor | undefined {
  const length = range?.count.value;
  if (data === undefined || range === undefined || length === undefined) return undefined;
  const { start, step } = range;
  if (data.kind === 'affine') {
    const [first, ...steps] = data.steps as [Size, ...Size[]];
    return {
      kind: 'affine',
      shape: [Size.of(length), ...data.shape.slice(1)],
      offset: data.offset.plus(first.times(Size.of(start))),
      steps: [length > 1 ? first.times(Size.of(step)) : Size.of(0), ...steps],
    };
  }
  const rowLength = sizeOf(data.shape.slice(1));
  const values = Array.from({ length }, (_, k) => {
    const row = start + k * step;
    return data.values.slice(row * rowLength, (row + 1) * rowLength);
  });
  return listOf([length, ...data.shape.slice(1)], values.flat());
}

/** What `Slice` takes of an axis. */
export interface SliceRange {
  readonly start: number;
  readonly step: number;
  readonly count: Size;
  readonly size: Size;
}

/** Whether that is all of it. */
export function isWhole({ start, step, count, size }: SliceRange): boolean {
  return start === 0 && step === 1 && count.equals(size);
}

/** By axis, what a `Slice` takes of those that it names: `undefined` where that is not known. */
export function sliceRanges(call: Call): ReadonlyMap<number, SliceRange | undefined> | undefined {
  const dims = call.dims(0);
  const [starts, ends] = [boundsOf(call.ints(1)), elementsOf(call.ints(2))];
  const given = call.has(3) ? call.numbers(3) : starts && [...starts.keys()];
  const steps = call.has(4) ? call.numbers(4) : starts?.map(() => 1);
  const axes = dims && given && axesFromFront(given, dims.length);
  if (dims === undefined || starts === undefined || ends === undefined || axes === undefined || steps === undefined) {
    return undefined;
  }
  return new Map(axes.map((axis, k) => [axis, sliceRange(dims[axis]!, starts[k]!, ends[k]!, steps[k]!)]));
}

/** Whether a `Slice` takes all of its input. */
export function isWholeSlice(call: Call): boolean {
  const ranges = sliceRanges(call);
  return ranges !== undefined && [...ranges.values()].every((range) => range !== undefined && isWhole(range));
}

function sliceRange(size: Size, start: number, end: Size, step: number): SliceRange | undefined {
  if (size.value !== undefined) return sliceOfKnown(size, start, boundOf(end) ?? Number.NaN, step);
  // Of a dynamic size: from some element on, to one that is no further than the end.
  const isForward = start >= 0 && Number.isFinite(start) && step > 0;
  // What counts in int32 says "to the end" by a number that no axis reaches.
  const isToEnd = end === Size.huge || (end.value ?? 0) >= MAX_AXIS;
  const last = isToEnd ? size : (end.value ?? 0) < 0 ? size.plus(end) : end;
  const isInside = isForward && end !== Size.minusHuge && isAtMost(last, size);
  const to = isInside ? last : isForward && isAtMost(size, last) ? size : Size.unknown;
  const count = to.minus(Size.of(start)).ceilDivide(step);
  return count.isUnknown ? undefined : { start, step, count, size };
}

/** The elements of a vector of known integers. */
function boundsOf(tensor: IntTensor | undefined): readonly number[] | undefined {
  const bounds = elementsOf(tensor)?.map(boundOf);
  return bounds?.includes(undefined) ? undefined : (bounds as number[] | undefined);
}

/** A known integer, a huge one as an infinity: how `Slice` says "to the end". */
function boundOf(size: Size): number | undefined {
  return size === Size.huge
    ? Number.POSITIVE_INFINITY
    : size === Size.minusHuge
      ? Number.NEGATIVE_INFINITY
      : size.value;
}

/**
 * What `Slice` takes of an axis of known size; `undefined` where it goes backwards from before the beginning, of which runtimes
 * make different things, and where it takes no step or a huge one.
 */
function sliceOfKnown(size: Size, first: number, end: number, step: number): SliceRange | undefined {
  const count = size.value!;
  const front = (bound: number) => (bound < 0 ? bound + count : bound);
  if (step === 0 || !Number.isFinite(step) || Number.isNaN(end) || (step < 0 && front(first) < 0)) return undefined;
  const clamp = (bound: number) =>
    step > 0 ? Math.min(Math.max(front(bound), 0), count) : Math.min(Math.max(front(bound), -1), count - 1);
  const start = clamp(first);
  return { start, step, count: Size.of(Math.max(0, Math.ceil((clamp(end) - start) / step))), size };
}

/** A `Split` into more is not read: the sizes of all are looked at for each. */
const MAX_SPLIT_OUTPUTS = 256;

/** What one of the outputs of a `Split` has of its input, along one axis. */
export function splitRange(call: Call, output: number): (SliceRange & { readonly axis: number }) | undefined {
  const dims = call.dims(0);
  const axis = dims && axisFromFront(call.int('axis', 0), dims.length);
  const size = axis === undefined ? undefined : dims![axis]!;
  const { length } = call.node.output;
  if (axis === undefined || size?.value === undefined || length > MAX_SPLIT_OUTPUTS) return undefined;
  const most = Math.ceil(size.value / length);
  const even = Array.from({ length }, (_, k) => Math.max(0, Math.min(most, size.value! - k * most)));
  const sizes = call.has(1) ? call.numbers(1) : (call.list('split') ?? even);
  const start = sizes?.slice(0, output).reduce((sum, each) => sum + each, 0);
  const count = sizes?.[output];
  if (start === undefined || count === undefined) return undefined;
  return { axis, start, step: 1, count: Size.of(count), size };
}
