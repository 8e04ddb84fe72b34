// The shapes of what operators make, as tfjs makes it.
import { Size } from '@involution/symbolic';
import { boolAttr, intAttr, intsAttr, shapeAttr, textAttr } from '../graph/node.ts';
import { axesFromFront, type Call } from './call.ts';
import { sliced } from './slices.ts';
import type { Dims } from './value-info.ts';
import { VIEWS, viewDims } from './views.ts';

type DimRule = (call: Call) => Dims | undefined;

/** The shape of a node's first output; unknown sizes are `Size.unknown`, and a shape of unknown rank is `undefined`. */
export function resultDims(call: Call): Dims | undefined {
  const { op } = call.node;
  return Object.hasOwn(DIM_RULES, op) ? DIM_RULES[op]!(call) : undefined;
}

const ELEMENTWISE = [
  'Abs',
  'BiasAdd',
  'Cast',
  'Elu',
  'Erf',
  'Exp',
  'FusedBatchNorm',
  'FusedBatchNormV2',
  'FusedBatchNormV3',
  'LeakyRelu',
  'Log',
  'LogSoftmax',
  'Neg',
  'Relu',
  'Relu6',
  'Rsqrt',
  'Selu',
  'Sigmoid',
  'Softmax',
  'Softplus',
  'Sqrt',
  'Square',
  'StopGradient',
  'Tanh',
];

const BROADCASTING = [
  'Add',
  'AddV2',
  'Div',
  'DivNoNan',
  'FloorDiv',
  'Maximum',
  'Minimum',
  'Mul',
  'Pow',
  'RealDiv',
  'SquaredDifference',
  'Sub',
];

const DIM_RULES: Readonly<Record<string, DimRule>> = {
  ...ruleFor(ELEMENTWISE, (call) => call.dims(0)),
  ...ruleFor(BROADCASTING, broadcast),
  ...ruleFor(VIEWS, (call) => {
    const dims = call.dims(0);
    return (dims && viewDims(dims, call)) ?? reshapedTo(call);
  }),
  ...ruleFor(
    ['Conv2D', '_FusedConv2D'],
    convolved(([, , , out]) => out),
  ),
  ...ruleFor(
    ['DepthwiseConv2dNative', 'FusedDepthwiseConv2dNative'],
    convolved(([, , channels, multiplier]) => channels?.times(multiplier ?? Size.unknown)),
  ),
  ...ruleFor(['AvgPool', 'MaxPool'], pooled),
  ...ruleFor(['Max', 'Mean', 'Min', 'Prod', 'Sum'], reduced),
  ...ruleFor(['MatMul', '_FusedMatMul'], multiplied('transpose_a', 'transpose_b')),
  ...ruleFor(['BatchMatMul', 'BatchMatMulV2', 'BatchMatMulV3'], multiplied('adj_x', 'adj_y')),
  ...ruleFor(['MirrorPad', 'Pad', 'PadV2'], padded),
  ConcatV2: concatenated,
  ExtractImagePatches: extracted,
  GatherV2: gathered,
  Pack: packed,
  Placeholder: ({ node }) => shapeAttr(node, 'shape')?.map((size) => (size < 0 ? Size.unknown : Size.of(size))),
  Shape: (call) => {
    const dims = call.dims(0);
    return dims && [Size.of(dims.length)];
  },
  StridedSlice: (call) => {
    const x = call.dims(0);
    return x && sliced(x, call)?.dims;
  },
  Transpose: transposed,
};

/** Along one axis. */
interface Slide {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

/** Positions of a window that slides over an axis. */
export function slidPositions(size: Size, { kernel, stride, dilation }: Slide, isSame: boolean): Size {
  if (isSame) return size.ceilDivide(stride);
  return size
    .minus(Size.of(dilation * (kernel - 1) + 1))
    .floorDivide(stride)
    .plus(Size.of(1));
}

function ruleFor(operators: readonly string[], rule: DimRule): Record<string, DimRule> {
  return Object.fromEntries(operators.map((name) => [name, rule]));
}

/** A view of something of unknown shape. */
function reshapedTo(call: Call): Dims | undefined {
  if (call.node.op !== 'Reshape') return undefined;
  return call.ints(1)?.map((size) => (size.is(-1) ? Size.unknown : size));
}

function broadcast(call: Call): Dims | undefined {
  const [a, b] = [call.dims(0), call.dims(1)];
  if (a === undefined || b === undefined) return undefined;
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [own, other] = [a[axis - rank + a.length] ?? Size.of(1), b[axis - rank + b.length] ?? Size.of(1)];
    if (own.is(1) || own.equals(other)) return other;
    if (other.is(1)) return own;
    // One of two that may differ can be 1, but not one that is known to be more.
    return [own, other].find(({ value }) => value !== undefined) ?? Size.unknown;
  });
}

/** @param channels Of the result, by the shape of the filter. */
function convolved(channels: (filter: Dims) => Size | undefined): DimRule {
  return (call) => {
    const filter = call.dims(1);
    const [rows, columns] = filter ?? [];
    if (filter?.length !== 4) return undefined;
    const kernel = [1, rows?.value ?? Number.NaN, columns?.value ?? Number.NaN, 1];
    return slid(call, kernel, channels(filter) ?? Size.unknown);
  };
}

function pooled(call: Call): Dims | undefined {
  const kernel = intsAttr(call.node, 'ksize');
  return kernel && slid(call, kernel, call.dims(0)?.[3] ?? Size.unknown);
}

/** What slides over an image `[N, H, W, C]`. */
function slid(call: Call, kernel: readonly number[], channels: Size): Dims | undefined {
  const { node } = call;
  const x = call.dims(0);
  if (x?.length !== 4 || (textAttr(node, 'data_format') ?? 'NHWC') !== 'NHWC') return undefined;
  const [strides, dilations] = [intsAttr(node, 'strides') ?? [], intsAttr(node, 'dilations') ?? []];
  const padding = textAttr(node, 'padding');
  const pads = padding === 'EXPLICIT' ? intsAttr(node, 'explicit_paddings') : undefined;
  const positions = [1, 2].map((axis) => {
    const slide = { kernel: kernel[axis] ?? Number.NaN, stride: strides[axis] ?? 1, dilation: dilations[axis] ?? 1 };
    if (padding === 'SAME') return slidPositions(x[axis]!, slide, true);
    const added = padding === 'VALID' ? 0 : (pads?.[2 * axis] ?? Number.NaN) + (pads?.[2 * axis + 1] ?? Number.NaN);
    return slidPositions(x[axis]!.plus(Size.of(added)), slide, false);
  });
  return [x[0]!, ...positions, channels];
}

function extracted(call: Call): Dims | undefined {
  const x = call.dims(0);
  const [kernel, strides, rates] = ['ksizes', 'strides', 'rates'].map((name) => intsAttr(call.node, name));
  const padding = textAttr(call.node, 'padding');
  if (x?.length !== 4 || kernel === undefined || strides === undefined || rates === undefined) return undefined;
  if (padding !== 'SAME' && padding !== 'VALID') return undefined;
  const positions = [1, 2].map((axis) => {
    const slide = { kernel: kernel[axis]!, stride: strides[axis]!, dilation: rates[axis]! };
    return slidPositions(x[axis]!, slide, padding === 'SAME');
  });
  return [x[0]!, ...positions, x[3]!.times(Size.of(kernel[1]! * kernel[2]!))];
}

function reduced(call: Call): Dims | undefined {
  const x = call.dims(0);
  const axes = x && call.axes(1, x.length);
  if (x === undefined || axes === undefined) return undefined;
  const keeps = boolAttr(call.node, 'keep_dims');
  return x.flatMap((size, axis) => (axes.includes(axis) ? (keeps ? [Size.of(1)] : []) : [size]));
}

/** @param transposes What a node calls that it transposes its factors. */
function multiplied(...transposes: readonly [a: string, b: string]): DimRule {
  return (call) => {
    const [a, b] = [call.dims(0), call.dims(1)];
    if (a === undefined || b === undefined || a.length < 2 || b.length < 2) return undefined;
    const [rows, columns] = [
      a.at(boolAttr(call.node, transposes[0]) ? -1 : -2)!,
      b.at(boolAttr(call.node, transposes[1]) ? -2 : -1)!,
    ];
    const batches = [a, b].map((dims) => dims.slice(0, -2)).sort((one, other) => other.length - one.length);
    const isPlain = batches[1]!.every((size, k) =>
      size.equals(batches[0]![k - batches[1]!.length + batches[0]!.length]!),
    );
    return isPlain ? [...batches[0]!, rows, columns] : undefined;
  };
}

function padded(call: Call): Dims | undefined {
  const x = call.dims(0);
  const pads = call.numbers(1);
  if (x === undefined || pads?.length !== 2 * x.length) return undefined;
  return x.map((size, axis) => size.plus(Size.of(pads[2 * axis]! + pads[2 * axis + 1]!)));
}

function concatenated(call: Call): Dims | undefined {
  const count = call.inputCount - 1;
  const [first, ...others] = Array.from({ length: count }, (_, k) => call.dims(k));
  const [axis] = (first && call.axes(count, first.length)) ?? [];
  if (first === undefined || axis === undefined) return undefined;
  const joined = others.reduce((sum, dims) => sum.plus(dims?.[axis] ?? Size.unknown), first[axis]!);
  return first.map((size, k) => (k === axis ? joined : size));
}

function gathered(call: Call): Dims | undefined {
  const [data, indices] = [call.dims(0), call.dims(1)];
  const [axis] = (data && call.axes(2, data.length)) ?? [];
  if (data === undefined || indices === undefined || axis === undefined || intAttr(call.node, 'batch_dims') !== 0) {
    return undefined;
  }
  return [...data.slice(0, axis), ...indices, ...data.slice(axis + 1)];
}

function packed(call: Call): Dims | undefined {
  const first = call.dims(0);
  const [axis] = (first && axesFromFront([intAttr(call.node, 'axis')], first.length + 1)) ?? [];
  if (first === undefined || axis === undefined) return undefined;
  return [...first.slice(0, axis), Size.of(call.inputCount), ...first.slice(axis)];
}

function transposed(call: Call): Dims | undefined {
  const x = call.dims(0);
  const perm = x && call.axes(1, x.length);
  return perm?.length === x?.length ? perm?.map((axis) => x![axis]!) : undefined;
}
