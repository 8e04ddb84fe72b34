import { FunctionProto, fromPartial, type NodeProto } from '@involution/onnx-messages';
import { attributeProtos, DOMAIN, OPERATOR, type OperatorAttributes } from '../operator/operator.ts';
import { BodyBuilder, type SliceBounds, TO_END } from './body-builder.ts';

/**
 * The operator as a model-local function of standard operators:
 * y = Σ_u Σ_v weights(W, u, v) · slice(pad(X), u, v) where X has height and width, the sum unrolled over the taps.
 *
 * The body depends on the attributes' values (a function can't loop over a list of them), so each set of values is a
 * function with a name of its own. ONNX has overloads for this, but onnxruntime (1.32; web 1.30) does not find one that
 * is called from another model-local function. The attributes stay part of the call, for those who read the model.
 *
 * @param attributes Checked by core.
 * @param opset Version of the standard operators, at least 13.
 */
export function involutionFunction(attributes: OperatorAttributes, opset: bigint): FunctionProto {
  return fromPartial(FunctionProto, {
    domain: DOMAIN,
    name: functionName(attributes),
    input: ['X', 'W'],
    output: ['Y'],
    attributeProto: attributeProtos(attributes),
    opsetImport: [{ domain: '', version: opset }],
    node: bodyOf(attributes),
    docString: 'Involution (arXiv 2103.06255), unrolled over the taps for these values of the attributes.',
  });
}

/** Such as `Involution_k3x3_s1x1_d1x1_p1_1_1_1_g4_group_major_blocked`. */
function functionName(attributes: OperatorAttributes): string {
  const { kernel_shape, strides, dilations, pads, group, kernel_order, channel_grouping } = attributes;
  return [
    OPERATOR,
    `k${kernel_shape.join('x')}`,
    `s${strides.join('x')}`,
    `d${dilations.join('x')}`,
    `p${pads.join('_')}`,
    ...(group === undefined ? [] : [`g${group}`]),
    kernel_order.replace('-', '_'),
    channel_grouping,
  ].join('_');
}

/** The most outputs of a `Split`. With its input they are as many buffers as a shader has on any WebGPU device: eight. */
const MAX_OUTPUTS = 7;

/** `one` is an axis of size 1. */
type ChannelAxis = 'group' | 'channel' | 'tap' | 'one';

/** The axes between batch and the spatial ones, of X and of W. */
interface Layout {
  x: readonly ChannelAxis[];
  w: readonly ChannelAxis[];
}

/**
 * How to see the channels of X and W so that W, split along `tap`, broadcasts over X: each order of memory as it is, so
 * that no dialect has to move data.
 */
const LAYOUTS: Readonly<Record<string, Layout>> = {
  'group-major blocked': { x: ['group', 'channel'], w: ['group', 'tap'] },
  'tap-major blocked': { x: ['one', 'group', 'channel'], w: ['tap', 'group', 'one'] },
  'group-major interleaved': { x: ['channel', 'group', 'one'], w: ['one', 'group', 'tap'] },
  'tap-major interleaved': { x: ['channel', 'group'], w: ['tap', 'group'] },
};

function bodyOf(attributes: OperatorAttributes): NodeProto[] {
  const { kernel_order, channel_grouping, group } = attributes;
  const layout = LAYOUTS[`${kernel_order} ${channel_grouping}`]!;
  const rank = attributes.kernel_shape.length;
  const taps = tapsOf(attributes);
  const body = new BodyBuilder();

  const wDims = body.op('Shape', ['W'], 'dims_of_w');
  const batch = body.part(wDims, 0, 1, 'batch');
  // Counted from the end where W may have an axis for each of G and K. Elsewhere such a W leaves too many sizes, and no
  // shape fits.
  const outSize = body.part(wDims, kernel_order === 'group-major' ? -rank : 2, TO_END, 'out_size');
  const sizesOfW = { group: group ?? -1, channel: 1, tap: taps.length, one: 1 };
  const w = body.reshape('W', [batch, ...layout.w.map((axis) => sizesOfW[axis]), outSize], 'w');
  const groupAxis = 1 + layout.w.indexOf('group');
  const groups = group ?? body.part(body.op('Shape', [w], 'dims_of_w_seen'), groupAxis, groupAxis + 1, 'groups');

  const padded = pad(body, attributes.pads);
  // To the end, so that an X of another rank is seen as one, which Concat then refuses beside W.
  const paddedSize = body.part(body.op('Shape', [padded], 'dims_of_padded'), 2, TO_END, 'padded_size');
  const sizesOfX = { group: groups, channel: -1, tap: 1, one: 1 };
  const x = body.reshape(padded, [0, ...layout.x.map((axis) => sizesOfX[axis]), paddedSize], 'x');

  const tapAxis = 1 + layout.w.indexOf('tap');
  const axes = attributes.kernel_shape.map((_, k) => layout.x.length + 1 + k);
  const weights = splitIntoOnes(
    body,
    w,
    tapAxis,
    taps.map(({ name }) => `w_${name}`),
  );
  const channelAxis = 1 + layout.x.indexOf('channel');
  const productOf = (k: number) => {
    const { name, ...positions } = taps[k]!;
    const window = { ...positions, axes, steps: attributes.strides };
    const own = weights[k]!;
    const factor = k === 0 ? demandEqualSizes(body, x, own, { window, channelAxis, tapAxis }) : own;
    return body.op('Mul', [body.slice(x, window, `x_${name}`), factor], `product_${name}`);
  };
  const sum = runningSum(body, taps.length, productOf);
  const channels = body.part(body.op('Shape', ['X'], 'dims_of_x'), 1, 2, 'channels');
  body.reshape(sum, [batch, channels, outSize], 'Y');
  return body.nodes;
}

/**
 * Splits a value into slices of size 1 along an axis.
 *
 * Into a few at first, and these again, because one `Split` for all has too many outputs for the shader that WebGPU
 * providers make of it; and not by a `Slice` for each, which takes onnxruntime nearly twice as long where W is large.
 */
function splitIntoOnes(body: BodyBuilder, value: string, axis: number, names: readonly string[]): string[] {
  if (names.length === 1) return [value];
  const size = Math.ceil(names.length / MAX_OUTPUTS);
  const few = Array.from({ length: Math.ceil(names.length / size) }, (_, k) => names.slice(k * size, (k + 1) * size));
  const sizes = few.map(({ length }) => length);
  const parts = body.split(
    value,
    axis,
    sizes,
    few.map((part) => (part.length === 1 ? part[0]! : `${part[0]}_to_${part.at(-1)}`)),
  );
  return parts.flatMap((part, k) => splitIntoOnes(body, part, axis, few[k]!));
}

function pad(body: BodyBuilder, pads: readonly number[]): string {
  const rank = pads.length / 2;
  const ofAllAxes = [0, 0, ...pads.slice(0, rank), 0, 0, ...pads.slice(rank)];
  return pads.some((size) => size > 0) ? body.op('Pad', ['X', body.ints(ofAllAxes)], 'padded') : 'X';
}

/**
 * The sum of `count` products, each made when it is called for.
 *
 * Each `Add` is listed after the product that follows it. Of an `Add`'s two operands onnxruntime computes the one that
 * is listed later first. Were that the product, it would make all products before the first `Add` and hold them all:
 * about 1.4 times the time, and ΠK times the memory.
 */
function runningSum(body: BodyBuilder, count: number, productOf: (k: number) => string): string {
  let sum = productOf(0);
  let waiting: string | undefined;
  for (let k = 1; k <= count; k++) {
    const next = k < count ? productOf(k) : undefined;
    if (waiting !== undefined) sum = body.op('Add', [sum, waiting], waiting.replace('product', 'sum'));
    waiting = next;
  }
  return sum;
}

/**
 * Passes the weights of a tap on, with nodes that fail unless N, G and the sizes of Y are those that X gives: `Mul` alone would
 * broadcast an axis of size 1 in silence.
 *
 * `Concat` is the operator that demands equal sizes. It joins the weights with what the tap reads in one channel of
 * each group, and what `Split` gives back of them is what the sum goes on with. To compare the sizes beside the data
 * is not enough: onnxruntime drops nodes whose shapes it can foretell.
 */
function demandEqualSizes(
  body: BodyBuilder,
  x: string,
  weights: string,
  { window, channelAxis, tapAxis }: { window: SliceBounds; channelAxis: number; tapAxis: number },
): string {
  const oneChannel = {
    start: [0, ...window.start],
    end: [1, ...window.end],
    axes: [channelAxis, ...window.axes],
    steps: [1, ...window.steps],
  };
  const read = body.slice(x, oneChannel, 'read_by_one_channel');
  const joined = body.op('Concat', [read, weights], 'sizes_agree', tapAxis);
  return body.split(joined, tapAxis, [1, 1], ['read_unused', `${weights}_checked`])[1]!;
}

interface Tap {
  /** Its number along each axis, such as `0_2`. */
  name: string;
  /** First position that the tap reads on each axis. */
  start: readonly number[];
  /** Where it stops reading, counted from the end of the axis. */
  end: readonly number[];
}

/**
 * All taps, in the order of W. On an axis a tap starts u·d in and stops d·(K − 1 − u) before the end; between the two lie the
 * positions of Y at any stride, so the padded size need not be known.
 */
function tapsOf({ kernel_shape, dilations }: OperatorAttributes): Tap[] {
  let places: number[][] = [[]];
  for (const size of kernel_shape) {
    places = places.flatMap((outer) => Array.from({ length: size }, (_, tap) => [...outer, tap]));
  }
  return places.map((place) => ({
    name: place.join('_'),
    start: place.map((tap, axis) => tap * dilations[axis]!),
    end: place.map((tap, axis) => -dilations[axis]! * (kernel_shape[axis]! - 1 - tap) || TO_END),
  }));
}
