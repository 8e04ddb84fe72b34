// Tensors of integers of which the elements are symbolic: what index arithmetic computes with.

import { sizeOf } from '@involution/core';
import { Size } from '@involution/symbolic';

/** A number where it is known, so that a list of these takes no more memory than a list of numbers. */
export type Int = number | Size;

/** Longer lists are kept as an affine tensor if they are one. The axes, shapes and pads of any node are no longer. */
export const MAX_SHORT_LIST = 64;

/** Longer lists count as unknown. The longest that exporters write are Kh·Ho indices of windows. */
export const MAX_LIST: number = 2 ** 14;

/** Every element on its own, in row-major order: at most {@link MAX_SHORT_LIST}, or more that are not affine. */
export interface ListTensor {
  readonly kind: 'list';
  readonly shape: readonly number[];
  readonly values: readonly Int[];
}

/** The element at index (i₀, i₁, …) is `offset + steps[0]·i₀ + steps[1]·i₁ + …`; the sizes may be symbolic. */
export interface AffineTensor {
  readonly kind: 'affine';
  readonly shape: readonly Size[];
  readonly offset: Size;
  /** 0 along an axis of one element. */
  readonly steps: readonly Size[];
}

/** A tensor of symbolic integers. */
export type IntTensor = ListTensor | AffineTensor;

/** What `Add`, `Sub` and `Mul` do with their elements. */
export type Arithmetic = 'plus' | 'minus' | 'times';

export function toSize(value: Int): Size {
  return typeof value === 'number' ? Size.of(value) : value;
}

export function toInt(size: Size): Int {
  return size.value ?? size;
}

/** One operation on two elements. */
export function compute(a: Int, b: Int, operation: Arithmetic): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = operation === 'plus' ? a + b : operation === 'minus' ? a - b : a * b;
    return Number.isSafeInteger(result) ? result : Size.unknown;
  }
  return toInt(toSize(a)[operation](toSize(b)));
}

/** A tensor of elements; `undefined` for one that is too long or whose shape is no shape. */
export function listOf(shape: readonly number[], values: readonly Int[]): IntTensor | undefined {
  if (sizeOf(shape) !== values.length) return undefined;
  const list = { kind: 'list', shape, values } as const;
  if (values.length <= MAX_SHORT_LIST) return list;
  return affineList(list) ?? (values.length <= MAX_LIST ? list : undefined);
}

/** A vector. */
export function vectorOf(values: readonly Int[]): IntTensor | undefined {
  return listOf([values.length], values);
}

/** The sizes of each axis. */
export function shapeOfInts(tensor: IntTensor): readonly Size[] {
  return tensor.kind === 'list' ? tensor.shape.map(Size.of) : tensor.shape;
}

/** The elements of a short vector or a scalar, if each is listed. */
export function elementsOf(tensor: IntTensor | undefined): readonly Size[] | undefined {
  const isShort = tensor?.kind === 'list' && tensor.shape.length <= 1 && tensor.values.length <= MAX_SHORT_LIST;
  return isShort ? tensor.values.map(toSize) : undefined;
}

/** The elements of a short vector or a scalar, if all of them are numbers. */
export function numbersOf(tensor: IntTensor | undefined): readonly number[] | undefined {
  const numbers = elementsOf(tensor)?.map(({ value }) => value);
  return numbers?.includes(undefined) ? undefined : (numbers as number[] | undefined);
}

/** The only element of a scalar or of a vector of one. */
export function scalarOf(tensor: IntTensor | undefined): Size | undefined {
  const elements = elementsOf(tensor);
  return elements?.length === 1 ? elements[0] : undefined;
}

/** The tensor as an affine one, if its elements are. */
export function asAffine(tensor: IntTensor): AffineTensor | undefined {
  if (tensor.kind === 'affine') return tensor;
  // A longer list would be affine already if it could be.
  return tensor.values.length <= MAX_SHORT_LIST ? affineList(tensor) : undefined;
}

/** A vector of numbers at even distances, from one of 0 or more on: where it begins, its step and how many there are. */
export function rangeOf(tensor: IntTensor | undefined): { start: number; step: number; count: Size } | undefined {
  const affine = tensor && asAffine(tensor);
  const [count, ...more] = affine?.shape ?? [];
  const [start = -1, step = 0] = [affine?.offset.value, affine?.steps[0]?.value];
  return count !== undefined && more.length === 0 && start >= 0 && step > 0 ? { start, step, count } : undefined;
}

/** The elements of a tensor, if it has no more than some number. */
export function listed(tensor: IntTensor, most: number): readonly Int[] | undefined {
  if (tensor.kind === 'list') return tensor.values;
  const shape = tensor.shape.map(({ value }) => value ?? Number.NaN);
  const count = sizeOf(shape);
  if (!(count <= most)) return undefined;
  const index = shape.map(() => 0);
  return Array.from({ length: count }, () => {
    const value = tensor.steps.reduce((sum, step, axis) => sum.plus(step.times(Size.of(index[axis]!))), tensor.offset);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
    return toInt(value);
  });
}

/** The same tensor in the form that rules look for: short ones as lists. */
export function normalForm(tensor: IntTensor): IntTensor {
  const values = tensor.kind === 'affine' ? listed(tensor, MAX_SHORT_LIST) : undefined;
  return values === undefined
    ? tensor
    : { kind: 'list', shape: tensor.shape.map((size) => toSize(size).value!), values };
}

/** Each element is compared with the one a step before it along the innermost axis that it is not at the beginning of. */
function affineList({ shape, values }: Pick<ListTensor, 'shape' | 'values'>): AffineTensor | undefined {
  const [offset] = values;
  if (offset === undefined) return undefined;
  const strides: number[] = [];
  for (let axis = shape.length - 1, stride = 1; axis >= 0; stride *= shape[axis--]!) strides[axis] = stride;
  const steps = shape.map((size, axis) => (size > 1 ? compute(values[strides[axis]!]!, offset, 'minus') : 0));
  const index = shape.map(() => 0);
  for (let position = 1; position < values.length; position++) {
    let axis = shape.length - 1;
    while (index[axis]! + 1 === shape[axis]) index[axis--] = 0;
    index[axis]!++;
    const expected = compute(values[position - strides[axis]!]!, steps[axis]!, 'plus');
    if (!isSame(values[position]!, expected)) return undefined;
  }
  return { kind: 'affine', shape: shape.map(Size.of), offset: toSize(offset), steps: steps.map(toSize) };
}

function isSame(a: Int, b: Int): boolean {
  return typeof a === 'number' || typeof b === 'number' ? a === b : a.equals(b);
}
