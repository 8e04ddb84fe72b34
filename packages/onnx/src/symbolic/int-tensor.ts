// Tensors of integers of which the elements are symbolic: what index arithmetic computes with.
import { Size } from './size.ts';

/** Lists longer than this count as unknown. The longest that exporters write are Kh·Ho indices of windows. */
export const LONGEST_LIST = 2 ** 14;

/** Every element on its own, in row-major order. */
export interface ListTensor {
  readonly kind: 'list';
  readonly shape: readonly number[];
  readonly values: readonly Size[];
}

/** The element at index (i₀, i₁, …) is `offset + steps[0]·i₀ + steps[1]·i₁ + …`; the sizes may be symbolic. */
export interface AffineTensor {
  readonly kind: 'affine';
  readonly shape: readonly Size[];
  readonly offset: Size;
  readonly steps: readonly Size[];
}

/** A tensor of symbolic integers. */
export type IntTensor = ListTensor | AffineTensor;

/** A tensor of elements; `undefined` for one that is too long or whose shape is no shape. */
export function listOf(shape: readonly number[], values: readonly Size[]): ListTensor | undefined {
  const fits = values.length <= LONGEST_LIST && shape.reduce((product, size) => product * size, 1) === values.length;
  return fits ? { kind: 'list', shape, values } : undefined;
}

/** A vector. */
export function vectorOf(values: readonly Size[]): ListTensor | undefined {
  return listOf([values.length], values);
}

/** The sizes of each axis. */
export function shapeOfInts(tensor: IntTensor): readonly Size[] {
  return tensor.kind === 'list' ? tensor.shape.map(Size.of) : tensor.shape;
}

/** The elements of a vector or a scalar, if each is listed. */
export function elementsOf(tensor: IntTensor | undefined): readonly Size[] | undefined {
  return tensor?.kind === 'list' && tensor.shape.length <= 1 ? tensor.values : undefined;
}

/** The elements of a vector or a scalar, if all of them are numbers. */
export function numbersOf(tensor: IntTensor | undefined): readonly number[] | undefined {
  const numbers = elementsOf(tensor)?.map(({ value }) => value);
  return numbers?.includes(undefined) ? undefined : (numbers as number[] | undefined);
}

/** The only element of a scalar or of a vector of one. */
export function scalarOf(tensor: IntTensor | undefined): Size | undefined {
  const elements = elementsOf(tensor);
  return elements?.length === 1 ? elements[0] : undefined;
}

/** The tensor as an affine one, if its elements are; along an axis of one element the step is 0. */
export function asAffine(tensor: IntTensor): AffineTensor | undefined {
  if (tensor.kind === 'affine') return tensor;
  const { shape, values } = tensor;
  const [offset] = values;
  if (offset === undefined) return undefined;
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const steps = shape.map((size, axis) => (size > 1 ? values[strides[axis]!]!.minus(offset) : Size.of(0)));
  const isAffine = values.every((value, position) => {
    const expected = steps.reduce((sum, step, axis) => {
      const index = Math.floor(position / strides[axis]!) % shape[axis]!;
      return sum.plus(step.times(Size.of(index)));
    }, offset);
    return value.equals(expected);
  });
  return isAffine ? { kind: 'affine', shape: shape.map(Size.of), offset, steps } : undefined;
}

/** `start, start + step, …` up to but without `limit`, for a step that is a positive number. */
export function rangeOf(start: Size, limit: Size, step: Size): IntTensor | undefined {
  if (step.value === undefined || step.value <= 0) return undefined;
  const count = limit.minus(start).ceilDivide(step.value);
  if (count.isUnknown || (count.value ?? 0) < 0) return undefined;
  return { kind: 'affine', shape: [count], offset: start, steps: [step] };
}

/** What `Add`, `Sub` and `Mul` do with their elements. */
export type Arithmetic = 'plus' | 'minus' | 'times';

/** The elements of two tensors combined, as ONNX broadcasts them. */
export function combine(a: IntTensor, b: IntTensor, operation: Arithmetic): IntTensor | undefined {
  if (a.kind === 'list' && b.kind === 'list') {
    const list = mapTogether(a, b, (x, y) => x[operation](y));
    if (list !== undefined) return list;
  }
  const [left, right] = [asAffine(a), asAffine(b)];
  return left && right && combineAffine(left, right, operation);
}

/** The elements of two listed tensors combined one by one, where no axis needs to be stretched but those of a scalar. */
export function mapTogether(
  a: ListTensor,
  b: ListTensor,
  operation: (a: Size, b: Size) => Size,
): ListTensor | undefined {
  if (sameShape(a.shape, b.shape)) return { ...a, values: a.values.map((x, k) => operation(x, b.values[k]!)) };
  if (b.values.length === 1 && b.shape.length <= a.shape.length) {
    return { ...a, values: a.values.map((x) => operation(x, b.values[0]!)) };
  }
  if (a.values.length === 1 && a.shape.length <= b.shape.length) {
    return { ...b, values: b.values.map((y) => operation(a.values[0]!, y)) };
  }
  return undefined;
}

function combineAffine(a: AffineTensor, b: AffineTensor, operation: Arithmetic): AffineTensor | undefined {
  const rank = Math.max(a.shape.length, b.shape.length);
  const [left, right] = [padded(a, rank), padded(b, rank)];
  const shape: Size[] = [];
  for (const [axis, size] of left.shape.entries()) {
    const other = right.shape[axis]!;
    if (other.is(1)) shape.push(size);
    else if (size.is(1) || size.equals(other)) shape.push(other);
    else return undefined;
  }
  if (operation !== 'times') {
    const steps = left.steps.map((step, axis) => step[operation](right.steps[axis]!));
    return { kind: 'affine', shape, offset: left.offset[operation](right.offset), steps };
  }
  const isConstant = ({ steps }: AffineTensor) => steps.every((step) => step.is(0));
  const [factor, scaled] = isConstant(left) ? [left, right] : [right, left];
  if (!isConstant(factor)) return undefined;
  const steps = scaled.steps.map((step) => step.times(factor.offset));
  return { kind: 'affine', shape, offset: scaled.offset.times(factor.offset), steps };
}

function padded({ shape, offset, steps }: AffineTensor, rank: number): AffineTensor {
  const missing = rank - shape.length;
  const front = (value: number) => Array.from({ length: missing }, () => Size.of(value));
  return {
    kind: 'affine',
    shape: [...front(1), ...shape],
    offset,
    // An axis of one element never takes a step; where it is stretched, it must not begin to.
    steps: [...front(0), ...steps.map((step, axis) => (shape[axis]!.is(1) ? Size.of(0) : step))],
  };
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
