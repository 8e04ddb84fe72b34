// `StridedSlice`: a part of a tensor, with new axes of one element and without some that have one.
import { Size } from '@involution/symbolic';
import { intAttr } from '../graph/node.ts';
import type { Call } from './call.ts';
import type { Dims } from './value-info.ts';

/** A mask has a bit for each. */
const MAX_AXES = 16;

/** What becomes of an axis: which elements are left, forwards. */
interface Part {
  readonly size: Size;
  readonly isWhole: boolean;
}

/** The result's axes, and whether it has all elements. */
export interface Sliced {
  readonly dims: Dims;
  readonly isWhole: boolean;
}

/** What a `StridedSlice` makes of a tensor of a shape; `undefined` when that is not known before a run. */
export function sliced(dims: Dims, call: Call): Sliced | undefined {
  const [begins, ends, steps] = [1, 2, 3].map((k) => call.numbers(k));
  if (begins === undefined || begins.length > MAX_AXES) return undefined;
  if (ends?.length !== begins.length || steps?.length !== begins.length) return undefined;
  const [ellipsis, news, shrinks, openBegins, openEnds] = [
    'ellipsis_mask',
    'new_axis_mask',
    'shrink_axis_mask',
    'begin_mask',
    'end_mask',
  ].map((name) => bitsOf(intAttr(call.node, name), begins.length)) as [
    boolean[],
    boolean[],
    boolean[],
    boolean[],
    boolean[],
  ];
  const taken = begins.filter((_, k) => !ellipsis[k] && !news[k]).length;
  const result: Size[] = [];
  let axis = 0;
  let isWhole = taken <= dims.length;
  const keep = (end: number) => {
    for (; axis < end; axis++) result.push(dims[axis]!);
  };
  for (const [k, begin] of begins.entries()) {
    if (ellipsis[k]) keep(dims.length - begins.slice(k + 1).filter((_, later) => !news[k + 1 + later]).length);
    else if (news[k]) result.push(Size.of(1));
    else {
      const size = dims[axis++];
      if (size === undefined) return undefined;
      if (shrinks[k]) {
        isWhole &&= size.is(1);
        continue;
      }
      const part = partOf(size, openBegins[k] ? 0 : begin, openEnds[k] ? undefined : ends[k]!, steps[k]!);
      if (part === undefined) return undefined;
      result.push(part.size);
      isWhole &&= part.isWhole;
    }
  }
  keep(dims.length);
  return { dims: result, isWhole };
}

function bitsOf(mask: number, length: number): boolean[] {
  return Array.from({ length }, (_, k) => ((mask >> k) & 1) === 1);
}

/** @param end `undefined`: of the axis. */
function partOf(size: Size, begin: number, end: number | undefined, step: number): Part | undefined {
  if (step < 1) return undefined;
  if (begin === 0 && (end === undefined || size.is(end)) && step === 1) return { size, isWhole: true };
  const [first, last] = [at(size, begin), end === undefined ? size : at(size, end)];
  if (first === undefined || last === undefined) return undefined;
  return { size: last.minus(first).ceilDivide(step), isWhole: false };
}

/** A position, of which negative ones count from the end; beyond the ends, the nearest of these. */
function at(size: Size, position: number): Size | undefined {
  if (size.value !== undefined) {
    const fromFront = position < 0 ? position + size.value : position;
    return Size.of(Math.min(Math.max(fromFront, 0), size.value));
  }
  if (position < 0) return size.plus(Size.of(position));
  // Whether the axis is as long is not known, but for its first element.
  return position <= 1 ? Size.of(position) : undefined;
}
