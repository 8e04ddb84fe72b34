// The shapes that operators give their results. An operator that is not here makes what the model states, if anything.

import { einsumLetters, Size } from '@involution/symbolic';
import { axesFromFront, axisFromFront, type Call } from './call.ts';
import { elementsOf } from './int-tensor.ts';
import { sliceRanges } from './int-views.ts';
import { isView, permuted, viewDims } from './views.ts';

type Dims = readonly Size[];
type DimRule = (call: Call) => Dims | undefined;

const ELEMENTWISE =
  'Abs Cast Celu Clip Dropout Elu Erf Exp Gelu HardSigmoid HardSwish LeakyRelu Log LogSoftmax Mish Neg PRelu QuickGelu ' +
  'Not Reciprocal Relu Selu Sigmoid Softmax Softplus Softsign Sqrt Swish Tanh ThresholdedRelu';
const NORMALIZATIONS = 'BatchNormalization GroupNormalization InstanceNormalization LRN LayerNormalization';
const BROADCASTING = 'Add And Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mul Or Pow Sub Sum Where';
const REDUCTIONS = 'ReduceL1 ReduceL2 ReduceMax ReduceMean ReduceMin ReduceSum';

const RULES: Readonly<Record<string, DimRule>> = {
  ...ruleFor(`${ELEMENTWISE} ${NORMALIZATIONS} EyeLike`, (call) => call.dims(0)),
  ...ruleFor(BROADCASTING, broadcast),
  ...ruleFor(REDUCTIONS, reduced),
  AveragePool: pooled,
  Concat: concatenated,
  ConstantOfShape: (call) => elementsOf(call.ints(0)),
  Conv: convolved,
  ConvTranspose: transposedConvolution,
  DepthToSpace: (call) => spaced(call, 1),
  Einsum: summedTogether,
  Expand: expanded,
  FusedConv: convolved,
  Gather: gathered,
  GlobalAveragePool: (call) => call.dims(0)?.map((size, axis) => (axis < 2 ? size : Size.of(1))),
  Involution: involved,
  MaxPool: pooled,
  Pad: padded,
  Resize: resized,
  MatMul: multiplied,
  Slice: sliced,
  SpaceToDepth: (call) => spaced(call, -1),
  Tile: tiled,
  Transpose: transposed,
};

/** The shape of a node's first output; unknown sizes are `Size.unknown`. */
export function resultDims(call: Call): Dims | undefined {
  const { opType } = call.node;
  if (isView(opType)) return viewDims(call);
  return Object.hasOwn(RULES, opType) ? RULES[opType]!(call) : undefined;
}

/** Output positions of a window that slides over an axis. */
export function windowPositions(size: Size, kernel: number, stride: number, dilation: number): Size {
  return size
    .minus(Size.of(dilation * (kernel - 1) + 1))
    .floorDivide(stride)
    .plus(Size.of(1));
}

function ruleFor(operators: string, rule: DimRule): Record<string, DimRule> {
  return Object.fromEntries(operators.split(' ').map((name) => [name, rule]));
}

/** Zero inputs, or inputs of unknown rank, give an unknown shape. */
function broadcast(call: Call): Dims | undefined {
  const inputs = Array.from({ length: call.inputCount }, (_, k) => call.dims(k));
  if (inputs.length === 0 || inputs.includes(undefined)) return undefined;
  const known = inputs as Dims[];
  const rank = known.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = known.flatMap((dims) => dims[axis - rank + dims.length] ?? []);
    return sizes.reduce(stretched);
  });
}

function expanded(call: Call): Dims | undefined {
  const [x, target] = [call.dims(0), elementsOf(call.ints(1))];
  if (x === undefined || target === undefined) return undefined;
  const rank = Math.max(x.length, target.length);
  return Array.from({ length: rank }, (_, axis) =>
    [x, target].flatMap((dims) => dims[axis - rank + dims.length] ?? []).reduce(stretched),
  );
}

function tiled(call: Call): Dims | undefined {
  const [x, counts] = [call.dims(0), elementsOf(call.ints(1))];
  return counts?.length === x?.length ? x?.map((size, axis) => size.times(counts![axis]!)) : undefined;
}

function stretched(a: Size, b: Size): Size {
  if (a.is(1) || a.equals(b)) return b;
  if (b.is(1)) return a;
  // One of two that may differ can be 1, but not one that is known to be more.
  return [a, b].find(({ value }) => value !== undefined) ?? Size.either(a, b);
}

function convolved(call: Call): Dims | undefined {
  const [x, weights] = [call.dims(0), call.dims(1)];
  if (x === undefined || weights === undefined) return undefined;
  const kernel = call.list('kernel_shape') ?? weights.slice(2).map(({ value }) => value ?? Number.NaN);
  return [x[0] ?? Size.unknown, weights[0] ?? Size.unknown, ...slid(call, x.slice(2), kernel)];
}

/** The inverse of a convolution's rule, where the positions that a stride leaves out are given by `output_padding`. */
function transposedConvolution(call: Call): Dims | undefined {
  const [x, weights] = [call.dims(0), call.dims(1)];
  const isBySize = call.list('output_shape') !== undefined || call.text('auto_pad', 'NOTSET') !== 'NOTSET';
  if (x === undefined || weights === undefined || isBySize) return undefined;
  const of = (name: string, k: number, otherwise: number) => call.list(name)?.[k] ?? otherwise;
  const spatial = x.slice(2).map((size, k) => {
    const reach = of('dilations', k, 1) * ((weights[k + 2]?.value ?? Number.NaN) - 1) + 1;
    const pads = of('pads', k, 0) + of('pads', k + x.length - 2, 0);
    const [stride, more] = [of('strides', k, 1), of('output_padding', k, 0)];
    return size.times(Size.of(stride)).plus(Size.of(reach - stride - pads + more));
  });
  return [x[0] ?? Size.unknown, weights[1]?.times(Size.of(call.int('group', 1))) ?? Size.unknown, ...spatial];
}

function pooled(call: Call): Dims | undefined {
  const x = call.dims(0);
  const kernel = call.list('kernel_shape');
  if (x === undefined || kernel === undefined) return undefined;
  return [...x.slice(0, 2), ...slid(call, x.slice(2), kernel)];
}

/** The operator demands a W of the size of Y. */
function involved(call: Call): Dims | undefined {
  const [x, w] = [call.dims(0), call.dims(1)];
  return x?.length === 4 && w !== undefined && w.length >= 4 ? [...x.slice(0, 2), ...w.slice(-2)] : undefined;
}

function slid(call: Call, sizes: Dims, kernel: readonly number[]): Size[] {
  const [pads = [], strides = [], dilations = []] = ['pads', 'strides', 'dilations'].map((name) => call.list(name));
  const autoPad = call.text('auto_pad', 'NOTSET');
  return sizes.map((size, axis) => {
    const stride = strides[axis] ?? 1;
    if (autoPad.startsWith('SAME')) return size.ceilDivide(stride);
    const [before = 0, after = 0] = autoPad === 'NOTSET' ? [pads[axis], pads[axis + sizes.length]] : [];
    const [own, dilation] = [kernel[axis] ?? Number.NaN, dilations[axis] ?? 1];
    // One position more has a window that does not end inside, but must begin there.
    const more = call.int('ceil_mode', 0) === 0 ? 0 : stride - 1;
    const isInside = more === 0 || more + after <= dilation * (own - 1);
    return isInside ? windowPositions(size.plus(Size.of(before + after + more)), own, stride, dilation) : Size.unknown;
  });
}

/** Blocks of channels become blocks of pixels, or those become channels. */
function spaced(call: Call, direction: 1 | -1): Dims | undefined {
  const block = Size.of(call.int('blocksize', 0));
  const powers = [0, -2 * direction, direction, direction];
  const x = call.dims(0);
  return x?.map((size, axis) => {
    const power = powers[axis] ?? 0;
    const factor = Math.abs(power) === 2 ? block.times(block) : power === 0 ? Size.of(1) : block;
    return power > 0 ? size.times(factor) : size.divideExactly(factor);
  });
}

function multiplied(call: Call): Dims | undefined {
  const [a, b] = [call.dims(0), call.dims(1)];
  if (a === undefined || b === undefined || a.length < 2 || b.length < 2) return undefined;
  const rank = Math.max(a.length, b.length);
  const before = Array.from({ length: rank - 2 }, (_, axis) =>
    [a, b].flatMap((dims) => (axis < rank - dims.length ? [] : [dims[axis - rank + dims.length]!])).reduce(stretched),
  );
  return [...before, a.at(-2)!, b.at(-1)!];
}

function summedTogether(call: Call): Dims | undefined {
  const letters = einsumLetters(call.text('equation', ''));
  const factors = letters?.factors.map((_, k) => call.dims(k));
  if (letters === undefined || factors === undefined || factors.includes(undefined)) return undefined;
  const sizesOf = (letter: string) => factors.flatMap((dims, k) => dims![letters.factors[k]!.indexOf(letter)] ?? []);
  return [...letters.result].map((letter) => sizesOf(letter).reduce(stretched, Size.of(1)));
}

function concatenated(call: Call): Dims | undefined {
  const [first, ...others] = Array.from({ length: call.inputCount }, (_, k) => call.dims(k));
  const axis = first && axisFromFront(call.int('axis', Number.NaN), first.length);
  if (first === undefined || axis === undefined) return undefined;
  const joined = others.reduce((sum, dims) => sum.plus(dims?.[axis] ?? Size.unknown), first[axis]!);
  return first.map((size, k) => (k === axis ? joined : size));
}

function gathered(call: Call): Dims | undefined {
  const [data, indices] = [call.dims(0), call.dims(1)];
  const axis = data && axisFromFront(call.int('axis', 0), data.length);
  if (data === undefined || indices === undefined || axis === undefined) return undefined;
  return [...data.slice(0, axis), ...indices, ...data.slice(axis + 1)];
}

function transposed(call: Call): Dims | undefined {
  const x = call.dims(0);
  const perm = x && axesFromFront(call.list('perm') ?? [...x.keys()].reverse(), x.length);
  return perm?.length === x?.length ? x && perm && permuted(x, perm) : undefined;
}

function padded(call: Call): Dims | undefined {
  const x = call.dims(0);
  if (x === undefined) return undefined;
  const pads = call.has(3) ? undefined : call.numbers(1);
  if (pads?.length !== 2 * x.length) return x.map(() => Size.unknown);
  return x.map((size, axis) => size.plus(Size.of(pads[axis]! + pads[axis + x.length]!)));
}

/** To sizes, or by whole numbers. */
function resized(call: Call): Dims | undefined {
  if (call.list('axes') !== undefined || call.text('keep_aspect_ratio_policy', 'stretch') !== 'stretch')
    return undefined;
  if (call.has(3)) return elementsOf(call.ints(3));
  const scales = call.input(2).floats ?? [];
  const isWhole = scales.length === call.dims(0)?.length && scales.every(Number.isInteger);
  return isWhole ? call.dims(0)!.map((size, axis) => size.times(Size.of(scales[axis]!))) : undefined;
}

function reduced(call: Call): Dims | undefined {
  const x = call.dims(0);
  const given = call.axes(1);
  if (x === undefined || given === undefined || given.length === 0) return undefined;
  const axes = given === 'none' ? [...x.keys()] : axesFromFront(given, x.length);
  if (axes === undefined || (given === 'none' && call.int('noop_with_empty_axes', 0) !== 0)) return undefined;
  const keeps = call.int('keepdims', 1) !== 0;
  return x.flatMap((size, axis) => (axes.includes(axis) ? (keeps ? [Size.of(1)] : []) : [size]));
}

function sliced(call: Call): Dims | undefined {
  const ranges = sliceRanges(call);
  return call.dims(0)?.map((size, axis) => {
    if (ranges?.has(axis) === false) return size;
    return ranges?.get(axis)?.count ?? Size.unknown;
  });
}
