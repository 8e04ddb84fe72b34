// The elements of two tensors of integers combined, as ONNX broadcasts them.

import { Size } from '@involution/symbolic';
import type { ListTensor } from './int-tensor.ts';
import {
  type AffineTensor,
  type Arithmetic,
  asAffine,
  compute,
  type Int,
  type IntTensor,
  listOf,
} from './int-tensor.ts';

/** `Add`, `Sub` or `Mul`. */
export function combine(a: IntTensor, b: IntTensor, operation: Arithmetic): IntTensor | undefined {
  const list = mapTogether(a, b, (x, y) => compute(x, y, operation));
  if (list !== undefined) return list;
  const [left, right] = [asAffine(a), asAffine(b)];
  return left && right && combineAffine(left, right, operation);
}

/** The elements of two lists combined one by one, where no axis needs to be stretched but those of a scalar. */
export function mapTogether(a: IntTensor, b: IntTensor, operation: (a: Int, b: Int) => Int): IntTensor | undefined {
  if (a.kind !== 'list' || b.kind !== 'list') return undefined;
  const isOne = (list: ListTensor, other: ListTensor) =>
    list.values.length === 1 && list.shape.length <= other.shape.length;
  const whole = sameShape(a, b) || isOne(b, a) ? a : isOne(a, b) ? b : undefined;
  const at = ({ values }: ListTensor, k: number) => values[values.length === 1 ? 0 : k]!;
  return (
    whole &&
    listOf(
      whole.shape,
      whole.values.map((_, k) => operation(at(a, k), at(b, k))),
    )
  );
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

function sameShape(a: ListTensor, b: ListTensor): boolean {
  return a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis]);
}
