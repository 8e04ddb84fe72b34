// What the operators of index arithmetic compute, on symbolic integers. An operator that is not here, or not of the form
// that is, computes integers of which nothing is known.

import { TensorProto_DataType } from '@involution/onnx-messages';
import { isNegativeAtSmallSizesOnly, lowerBound, Size } from '@involution/symbolic';
import type { Call } from './call.ts';
import { combine, mapTogether } from './int-arithmetic.ts';
import {
  type Arithmetic,
  elementsOf,
  type Int,
  type IntTensor,
  listOf,
  scalarOf,
  toInt,
  toSize,
  vectorOf,
} from './int-tensor.ts';
import { gather, slice, transpose, viewed } from './int-views.ts';
import { infoOfTensor } from './tensor-info.ts';
import { reshapedDims, squeezedDims, unsqueezedDims } from './views.ts';

type IntRule = (call: Call) => IntTensor | undefined;

const isInteger = (type: number) => type === TensorProto_DataType.INT32 || type === TensorProto_DataType.INT64;

/** By operator of the standard domain. Elements are computed without a limit; whoever asks has to see that they fit. */
export const INT_RULES: Readonly<Record<string, IntRule>> = {
  Add: arithmetic('plus'),
  Cast: (call) => (isInteger(call.int('to', 0)) ? call.ints(0) : undefined),
  Concat: concat,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Div: ofTwo((a, b) => mapTogether(a, b, quotient)),
  // 1 where two elements are the same: a size of a tensor is not below 1.
  Equal: compared((_, __, more, less) => (more > 0 || less > 0 ? 0 : more === 0 && less === 0 ? 1 : Size.unknown)),
  Gather: gather,
  Identity: (call) => call.ints(0),
  Max: compared((x, y, more, less) => (more >= 0 ? x : less >= 0 ? y : Size.unknown)),
  // Where nothing is negative: of what is, the sign of the result is another with `fmod`.
  Mod: ofTwo((a, b) =>
    mapTogether(a, b, (x, y) => (Number(x) >= 0 && Number(y) > 0 ? Number(x) % Number(y) : Size.unknown)),
  ),
  Mul: arithmetic('times'),
  Range: range,
  ReduceProd: product,
  Reshape: (call) => {
    const target = elementsOf(call.ints(1));
    return viewed(call, target && reshapedDims(call.dims(0), target, call.int('allowzero', 0) === 1));
  },
  Shape: shape,
  Slice: slice,
  Squeeze: (call) => viewed(call, squeezedDims(call)),
  Sub: arithmetic('minus'),
  Transpose: transpose,
  Unsqueeze: (call) => viewed(call, unsqueezedDims(call)),
  Where: where,
};

/** Of all elements of a vector. */
function product(call: Call): IntTensor | undefined {
  const factors = elementsOf(call.ints(0));
  const isOfAll = call.axes(1) === 'none' && call.int('noop_with_empty_axes', 0) === 0 && call.dims(0)?.length === 1;
  if (factors === undefined || !isOfAll) return undefined;
  return listOf(call.int('keepdims', 1) === 0 ? [] : [1], [toInt(Size.product(factors))]);
}

/** Of two tensors of known integers. */
function ofTwo(rule: (a: IntTensor, b: IntTensor) => IntTensor | undefined): IntRule {
  return (call) => {
    const [a, b, ...more] = Array.from({ length: call.inputCount }, (_, k) => call.ints(k));
    return a && b && more.length === 0 ? rule(a, b) : undefined;
  };
}

/**
 * Elements that are compared.
 *
 * @param result Of two elements, by what the first surely has more than the second, and the second more than the first.
 */
function compared(result: (x: Int, y: Int, more: number, less: number) => Int): IntRule {
  return ofTwo((a, b) =>
    mapTogether(a, b, (x, y) => {
      const difference = toSize(x).minus(toSize(y));
      return result(x, y, lowerBound(difference), lowerBound(difference.times(Size.of(-1))));
    }),
  );
}

/** What a condition of zeros and ones takes of two. */
function where(call: Call): IntTensor | undefined {
  const [condition, a, b] = [0, 1, 2].map((k) => call.ints(k));
  const one = listOf([], [1])!;
  const taken = condition && a && combine(condition, a, 'times');
  const others = condition && combine(one, condition, 'minus');
  const left = others && b && combine(others, b, 'times');
  return taken && left && combine(taken, left, 'plus');
}

function arithmetic(operation: Arithmetic): IntRule {
  return ofTwo((a, b) => combine(a, b, operation));
}

/**
 * ONNX's `Div` rounds towards zero, which is down where nothing is negative. Exporters write it for PyTorch's division of
 * sizes, which rounds down; at sizes of a few pixels, where a numerator is negative, the model is not what they meant.
 * Such sizes are not considered.
 */
function quotient(x: Int, y: Int): Int {
  const [numerator, divisor] = [toSize(x), typeof y === 'number' ? y : Number.NaN];
  const isDown = numerator.value === undefined ? isNegativeAtSmallSizesOnly(numerator) : numerator.value >= 0;
  return isDown ? toInt(numerator.floorDivide(divisor)) : Size.unknown;
}

/** The forms other than a tensor, which {@link infoOfTensor} reads. */
function constant(call: Call): IntTensor | undefined {
  for (const { name, i, ints } of call.node.attribute) {
    if (name === 'value_int') return listOf([], [toInt(Size.of(Number(i)))]);
    if (name === 'value_ints') return vectorOf(ints.map((value) => toInt(Size.of(Number(value)))));
  }
  return undefined;
}

function constantOfShape(call: Call): IntTensor | undefined {
  const shape = elementsOf(call.ints(0));
  const tensor = call.node.attribute.find(({ name }) => name === 'value')?.t;
  const fill = scalarOf(tensor && infoOfTensor(tensor).ints);
  if (shape === undefined || fill === undefined || shape.some(({ value }) => value! < 0)) return undefined;
  return { kind: 'affine', shape, offset: fill, steps: shape.map(() => Size.of(0)) };
}

function concat(call: Call): IntTensor | undefined {
  const parts = call.node.input.map((_, k) => call.ints(k));
  const vectors = parts.flatMap((part) => (part?.kind === 'list' && part.shape.length === 1 ? [part.values] : []));
  return vectors.length === parts.length ? vectorOf(vectors.flat()) : undefined;
}

function shape(call: Call): IntTensor | undefined {
  const dims = call.dims(0);
  return dims && vectorOf(dims.slice(call.int('start', 0), call.int('end', dims.length)).map(toInt));
}

function range(call: Call): IntTensor | undefined {
  const [start, limit, step] = [0, 1, 2].map((k) => scalarOf(call.ints(k)));
  if (start === undefined || limit === undefined || step?.value === undefined || step.value <= 0) return undefined;
  const count = limit.minus(start).ceilDivide(step.value);
  // Of a count below 0 ONNX makes 0.
  const isCount = count.value === undefined ? isNegativeAtSmallSizesOnly(count) : count.value >= 0;
  return isCount ? { kind: 'affine', shape: [count], offset: start, steps: [step] } : undefined;
}
