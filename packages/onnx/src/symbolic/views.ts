// Operators that show the elements of a tensor, in row-major order, in another shape.

import { sizeOf } from '@involution/core';
import { divideProducts, Size } from '@involution/symbolic';
import { axesFromFront, axisFromFront, type Call } from './call.ts';
import { elementsOf } from './int-tensor.ts';

type Dims = readonly Size[] | undefined;

const VIEW_RULES: Readonly<Record<string, (call: Call) => Dims>> = {
  Flatten: flattenedDims,
  Identity: (call) => call.dims(0),
  Reshape: reshape,
  Squeeze: squeezedDims,
  Unsqueeze: unsqueezedDims,
};

/** These operators. */
export const VIEWS: readonly string[] = Object.keys(VIEW_RULES);

/** Whether a standard operator is one of these. */
export function isView(opType: string): boolean {
  return Object.hasOwn(VIEW_RULES, opType);
}

/** The shape that such an operator gives its input; unknown sizes are `Size.unknown`. */
export function viewDims(call: Call): Dims {
  return VIEW_RULES[call.node.opType]?.(call);
}

/**
 * The shape that `Reshape` makes.
 *
 * @param dims The input's; `undefined` when unknown.
 * @param target What the second input holds. Sizes of tensors are taken to be 1 or more, so a symbolic one is neither
 * the 0 nor the −1 that have a meaning of their own.
 */
export function reshapedDims(dims: Dims, target: readonly Size[], allowZero: boolean): Dims {
  const sizes = target.map((size, axis) => (size.is(0) && !allowZero ? (dims?.[axis] ?? Size.unknown) : size));
  if (sizes.some(({ value }) => value !== undefined && value < -1)) return undefined;
  const open = sizes.findIndex((size) => size.is(-1));
  if (open < 0 || dims === undefined) return sizes.map((size) => (size.is(-1) ? Size.unknown : size));
  const others = sizes.filter((_, axis) => axis !== open);
  const inferred = divideProducts(dims, others);
  return others.some((size) => size.is(-1)) ? undefined : sizes.map((size, axis) => (axis === open ? inferred : size));
}

/** The shape that `Squeeze` makes. */
export function squeezedDims(call: Call): Dims {
  const dims = call.dims(0);
  const given = call.axes(1);
  if (dims === undefined || given === undefined) return undefined;
  if (given !== 'none') {
    const axes = axesFromFront(given, dims.length);
    return axes && dims.filter((_, axis) => !axes.includes(axis));
  }
  // Without axes every size of 1 goes, so each must be known; those that are sizes of tensors can be 1 in some run.
  return dims.every(({ value }) => value !== undefined) ? dims.filter((size) => !size.is(1)) : undefined;
}

/** The shape that `Unsqueeze` makes. */
export function unsqueezedDims(call: Call): Dims {
  const dims = call.dims(0);
  const given = call.axes(1);
  if (dims === undefined || given === undefined || given === 'none') return undefined;
  const rank = dims.length + given.length;
  const axes = axesFromFront(given, rank);
  if (axes === undefined) return undefined;
  const rest = [...dims];
  return Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? Size.of(1) : rest.shift()!));
}

/** The axes in another order. */
export function permuted<T>(axes: readonly T[], perm: readonly number[]): T[] {
  return perm.map((axis) => axes[axis]!);
}

/** By place of an element in row-major order, where it is once its axes are in another order. */
export function placesAfter(sizes: readonly number[], perm: readonly number[]): (place: number) => number {
  const steps = sizes.map((_, axis) => sizeOf(sizes.slice(axis + 1)));
  return (place) =>
    perm.reduce((sum, axis) => sum * sizes[axis]! + (Math.floor(place / steps[axis]!) % sizes[axis]!), 0);
}

function reshape(call: Call): Dims {
  const target = elementsOf(call.ints(1));
  if (target !== undefined) return reshapedDims(call.dims(0), target, call.int('allowzero', 0) === 1);
  const [rank, ...more] = call.dims(1) ?? [];
  const count = more.length > 0 ? undefined : rank?.value;
  // ONNX has no limit for ranks; a file that claims a rank of billions is not helped by a list of that many sizes.
  return count === undefined || count > 16 ? undefined : Array.from({ length: count }, () => Size.unknown);
}

function flattenedDims(call: Call): Dims {
  const dims = call.dims(0);
  if (dims === undefined) return undefined;
  const given = call.int('axis', 1);
  const axis = given === dims.length ? given : axisFromFront(given, dims.length);
  return axis === undefined ? undefined : [Size.product(dims.slice(0, axis)), Size.product(dims.slice(axis))];
}
