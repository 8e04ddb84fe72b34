// What the operators of index arithmetic compute, on symbolic integers. An operator that is not here, or not of the form
// that is, computes integers of which nothing is known.
import { TensorProto_DataType } from 'onnx-buf';
import { axesFromFront, axisFromFront, type Call } from './call.ts';
import {
  type AffineTensor,
  type Arithmetic,
  asAffine,
  combine,
  elementsOf,
  type IntTensor,
  LONGEST_LIST,
  listOf,
  mapTogether,
  rangeOf,
  scalarOf,
  vectorOf,
} from './int-tensor.ts';
import { Size } from './size.ts';
import { infoOfTensor } from './tensor-info.ts';
import { permuted, reshapedDims, squeezedDims, unsqueezedDims } from './views.ts';

type IntRule = (call: Call) => IntTensor | undefined;

const { INT32, INT64 } = TensorProto_DataType;

/** By operator of the standard domain. */
export const INT_RULES: Readonly<Record<string, IntRule>> = {
  Add: arithmetic('plus'),
  Cast: (call) => ([INT32, INT64].includes(call.int('to', 0)) ? call.ints(0) : undefined),
  Concat: concat,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Div: divide,
  Gather: gather,
  Identity: (call) => call.ints(0),
  Mul: arithmetic('times'),
  Range: range,
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
};

function arithmetic(operation: Arithmetic): IntRule {
  return (call) => {
    const [a, b] = [call.ints(0), call.ints(1)];
    return a && b && combine(a, b, operation);
  };
}

/**
 * ONNX's `Div` rounds towards zero, which is down where nothing is negative. Exporters write it for PyTorch's division of
 * sizes, which rounds down; at sizes of a few pixels, where a numerator is negative, the model is not what they meant.
 * Such sizes are not considered.
 */
function divide(call: Call): IntTensor | undefined {
  const [a, b] = [call.ints(0), call.ints(1)];
  if (a?.kind !== 'list' || b?.kind !== 'list') return undefined;
  return mapTogether(a, b, (x, y) => ((x.value ?? 0) < 0 ? Size.unknown : x.floorDivide(y.value ?? Number.NaN)));
}

/** The forms other than a tensor, which {@link infoOfTensor} reads. */
function constant(call: Call): IntTensor | undefined {
  for (const { name, i, ints } of call.node.attribute) {
    if (name === 'value_int') return listOf([], [Size.of(Number(i))]);
    if (name === 'value_ints') return vectorOf(ints.map((value) => Size.of(Number(value))));
  }
  return undefined;
}

function constantOfShape(call: Call): IntTensor | undefined {
  const sizes = call.numbers(0);
  const tensor = call.node.attribute.find(({ name }) => name === 'value')?.t;
  const fill = scalarOf(tensor && infoOfTensor(tensor).ints);
  const count = sizes?.reduce((product, size) => product * size, 1) ?? Number.NaN;
  // NaN and negative sizes fail this too.
  if (sizes === undefined || fill === undefined || !(count >= 0 && count <= LONGEST_LIST)) return undefined;
  return listOf(
    sizes,
    Array.from({ length: count }, () => fill),
  );
}

function concat(call: Call): IntTensor | undefined {
  const parts = call.node.input.map((_, k) => call.ints(k));
  const vectors = parts.map((part) => (part?.kind === 'list' && part.shape.length === 1 ? part.values : undefined));
  return vectors.includes(undefined) ? undefined : vectorOf((vectors as (readonly Size[])[]).flat());
}

function shape(call: Call): IntTensor | undefined {
  const dims = call.dims(0);
  if (dims === undefined) return undefined;
  return vectorOf(dims.slice(call.int('start', 0), call.int('end', dims.length)));
}

function gather(call: Call): IntTensor | undefined {
  const [data, indices] = [call.ints(0), call.ints(1)];
  if (data?.kind !== 'list' || data.shape.length !== 1 || indices?.kind !== 'list') return undefined;
  if (axisFromFront(call.int('axis', 0), 1) === undefined) return undefined;
  const values = indices.values.map(({ value }) => {
    const at = value === undefined ? undefined : axisFromFront(value, data.values.length);
    return at === undefined ? Size.unknown : data.values[at]!;
  });
  return listOf(indices.shape, values);
}

/** Of a vector along its axis, or of a matrix along its first: exporters turn pads around this way. */
function slice(call: Call): IntTensor | undefined {
  const data = call.ints(0);
  const [start, end, axis = 0, step = 1] = [1, 2, 3, 4].map((k) => boundsOf(call.ints(k))?.[0]);
  const isOneAxis = [1, 2, 3, 4].every((k) => !call.has(k) || boundsOf(call.ints(k))?.length === 1);
  if (data?.kind !== 'list' || start === undefined || end === undefined || !isOneAxis || step === 0) return undefined;
  const [count, ...rest] = data.shape;
  if (count === undefined || axisFromFront(axis, data.shape.length) !== 0) return undefined;
  const rowLength = rest.reduce((product, size) => product * size, 1);
  const rows = sliceIndices(count, start, end, step);
  const values = rows.flatMap((row) => data.values.slice(row * rowLength, (row + 1) * rowLength));
  return listOf([rows.length, ...rest], values);
}

/** The elements of a vector of known integers, the huge ones among them as infinities: how `Slice` says "to the end". */
export function boundsOf(tensor: IntTensor | undefined): readonly number[] | undefined {
  const bounds = elementsOf(tensor)?.map((size) => {
    if (size === Size.huge) return Number.POSITIVE_INFINITY;
    return size === Size.minusHuge ? Number.NEGATIVE_INFINITY : size.value;
  });
  return bounds?.includes(undefined) ? undefined : (bounds as number[] | undefined);
}

/** The indices that `Slice` keeps of an axis. */
export function sliceIndices(count: number, start: number, end: number, step: number): number[] {
  const clamp = (bound: number) => {
    const front = bound < 0 ? bound + count : bound;
    return step > 0 ? Math.min(Math.max(front, 0), count) : Math.min(Math.max(front, -1), count - 1);
  };
  const [from, to] = [clamp(start), clamp(end)];
  const length = Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length }, (_, k) => from + k * step);
}

function range(call: Call): IntTensor | undefined {
  const [start, limit, step] = [0, 1, 2].map((k) => scalarOf(call.ints(k)));
  return start && limit && step && rangeOf(start, limit, step);
}

/** The same elements in another shape. An affine tensor keeps its axes; only ones of a single element come and go. */
function viewed(call: Call, dims: readonly Size[] | undefined): IntTensor | undefined {
  const data = call.ints(0);
  if (data === undefined || dims === undefined) return undefined;
  if (data.kind === 'list') {
    const numbers = dims.map(({ value }) => value);
    return numbers.includes(undefined) ? undefined : listOf(numbers as number[], data.values);
  }
  return viewedAffine(data, dims);
}

function viewedAffine(data: AffineTensor, dims: readonly Size[]): AffineTensor | undefined {
  const axes = [...data.shape.keys()].filter((axis) => !data.shape[axis]!.is(1));
  const steps: Size[] = [];
  for (const size of dims) {
    if (size.is(1)) {
      steps.push(Size.of(0));
      continue;
    }
    const axis = axes.shift();
    if (axis === undefined || !data.shape[axis]!.equals(size)) return undefined;
    steps.push(data.steps[axis]!);
  }
  return axes.length > 0 ? undefined : { ...data, shape: dims, steps };
}

function transpose(call: Call): IntTensor | undefined {
  const data = call.ints(0);
  if (data === undefined) return undefined;
  const rank = data.shape.length;
  const perm = axesFromFront(call.list('perm') ?? [...data.shape.keys()].reverse(), rank);
  if (perm === undefined || perm.length !== rank) return undefined;
  if (data.kind === 'list' && rank === 2 && perm[0] === 1) {
    const [rows, columns] = data.shape as [number, number];
    const values = data.values.map((_, k) => data.values[(k % rows) * columns + Math.floor(k / rows)]!);
    return listOf([columns, rows], values);
  }
  const affine = asAffine(data);
  return affine && { ...affine, shape: permuted(affine.shape, perm), steps: permuted(affine.steps, perm) };
}
