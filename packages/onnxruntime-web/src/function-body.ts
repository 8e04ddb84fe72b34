import { create } from '@bufbuild/protobuf';
import { type FunctionProto, FunctionProtoSchema, type NodeProto, OperatorSetIdProtoSchema } from 'onnx-buf';
import { BodyBuilder, TO_END } from './body-builder.ts';
import { attributeProtos, DOMAIN, OPERATOR, type OperatorAttributes } from './operator.ts';

/**
 * The operator as a model-local function of standard operators:
 * y = Σ_u Σ_v piece(W, u, v) · slice(pad(X), u, v), the sum unrolled over the taps.
 *
 * The body depends on the attributes' values (a function can't loop over a list of them), so each set of values is an
 * overload of its own.
 *
 * @param attributes Checked by core.
 * @param opset Version of the standard operators, at least 13.
 */
export function involutionFunction(attributes: OperatorAttributes, opset: bigint): FunctionProto {
  return create(FunctionProtoSchema, {
    domain: DOMAIN,
    name: OPERATOR,
    overload: overloadOf(attributes),
    input: ['X', 'W'],
    output: ['Y'],
    attributeProto: attributeProtos(attributes),
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: opset })],
    node: bodyOf(attributes),
    docString: 'Involution (arXiv 2103.06255), unrolled over the taps for these values of the attributes.',
  });
}

/** The name of the overload for these values, such as `k3x3_s1x1_d1x1_p1_1_1_1_g4_group_major_blocked`. */
export function overloadOf(attributes: OperatorAttributes): string {
  const { kernel_shape, strides, dilations, pads, group, kernel_order, channel_grouping } = attributes;
  return [
    `k${kernel_shape.join('x')}`,
    `s${strides.join('x')}`,
    `d${dilations.join('x')}`,
    `p${pads.join('_')}`,
    ...(group === undefined ? [] : [`g${group}`]),
    kernel_order.replace('-', '_'),
    channel_grouping,
  ].join('_');
}

/** Names of the axes between batch and height. `one` is an axis of size 1. */
type ChannelAxis = 'group' | 'member' | 'tap' | 'one';

/**
 * How to see the channels of X and W so that W, cut along `tap`, broadcasts over X: each order of memory as it is, so
 * that no dialect has to move data.
 */
const LAYOUTS: Readonly<Record<string, { x: readonly ChannelAxis[]; w: readonly ChannelAxis[] }>> = {
  'group-major blocked': { x: ['group', 'member'], w: ['group', 'tap'] },
  'tap-major blocked': { x: ['one', 'group', 'member'], w: ['tap', 'group', 'one'] },
  'group-major interleaved': { x: ['member', 'group', 'one'], w: ['one', 'group', 'tap'] },
  'tap-major interleaved': { x: ['member', 'group'], w: ['tap', 'group'] },
};

function bodyOf(attributes: OperatorAttributes): NodeProto[] {
  const { kernel_order, channel_grouping, group } = attributes;
  const [kernelHeight, kernelWidth] = attributes.kernel_shape as [number, number];
  const layout = LAYOUTS[`${kernel_order} ${channel_grouping}`]!;
  const body = new BodyBuilder();
  const padded = pad(body, attributes.pads);
  const { batch, outSize } = agreedSizes(body, padded, attributes);

  const sizeOfW = { group: group ?? -1, member: 1, tap: kernelHeight * kernelWidth, one: 1 };
  const w = body.reshape('W', [batch, ...layout.w.map((axis) => sizeOfW[axis]), outSize], 'w');
  const groupAxis = 1 + layout.w.indexOf('group');
  const groups = group ?? body.part(body.op('Shape', [w], 'w_dims'), groupAxis, groupAxis + 1, 'groups');

  const paddedSize = body.part(body.op('Shape', [padded], 'padded_dims'), 2, 4, 'padded_size');
  const sizeOfX = { group: groups, member: -1, tap: 1, one: 1 };
  const x = body.reshape(padded, [0, ...layout.x.map((axis) => sizeOfX[axis]), paddedSize], 'x');

  const taps = tapsOf(attributes);
  const pieces = body.split(
    w,
    1 + layout.w.indexOf('tap'),
    taps.map(({ u, v }) => `w_${u}_${v}`),
  );
  // One running sum: a runtime can add in place.
  const sum = taps
    .map((tap, k) => {
      const slice = sliceOf(body, x, tap, [layout.x.length + 1, layout.x.length + 2], attributes.strides);
      return body.op('Mul', [slice, pieces[k]!], `product_${tap.u}_${tap.v}`);
    })
    .reduce((sumBefore, product) => body.op('Add', [sumBefore, product], product.replace('product', 'sum')));
  const channels = body.part(body.op('Shape', ['X'], 'x_dims'), 1, 2, 'channels');
  body.reshape(sum, [batch, channels, outSize], 'Y');
  return body.nodes;
}

function pad(body: BodyBuilder, [top, left, bottom, right]: readonly number[]): string {
  const pads = [0, 0, top!, left!, 0, 0, bottom!, right!];
  return pads.some((size) => size > 0) ? body.op('Pad', ['X', body.ints(pads)], 'padded') : 'X';
}

/**
 * N, and Ho with Wo, as W has them, with nodes that fail where X gives others.
 *
 * `Mul` alone would broadcast an axis of size 1 in silence. The last `Reshape` of the body, to W's sizes, fails unless
 * each of them is at least X's. Here X, cut down to its output positions in one channel, is reshaped to W's sizes, which
 * fails unless their products agree. Both hold only for equal sizes.
 */
function agreedSizes(body: BodyBuilder, padded: string, attributes: OperatorAttributes) {
  const [top] = tapsOf(attributes);
  const [strideHeight, strideWidth] = attributes.strides as [number, number];
  const positions = body.op(
    'Slice',
    [
      padded,
      body.ints([0, 0, 0]),
      body.ints([1, ...top!.end]),
      body.ints([1, 2, 3]),
      body.ints([1, strideHeight, strideWidth]),
    ],
    'positions',
  );
  const wDims = body.op('Shape', ['W'], 'dims_of_w');
  const batchOfW = body.part(wDims, 0, 1, 'batch_of_w');
  // Counted from the end where W may have rank 6; a W of rank 6 in any other order leaves too many sizes to fit.
  const sizeOfW = body.part(wDims, attributes.kernel_order === 'group-major' ? -2 : 2, TO_END, 'out_size_of_w');
  const agreed = body.op('Shape', [body.reshape(positions, [batchOfW, 1, sizeOfW], 'agreed')], 'agreed_dims');
  return { batch: body.part(agreed, 0, 1, 'batch'), outSize: body.part(agreed, 2, TO_END, 'out_size') };
}

interface Tap {
  u: number;
  v: number;
  /** First row and column that the tap reads. */
  start: readonly [number, number];
  /** Where it stops reading, counted from the end of the axis. */
  end: readonly [number, number];
}

/**
 * All taps, in the order of W. A tap starts u·d in and stops d·(K − 1 − u) before the end; between the two lie Ho
 * positions at any stride, so the padded size need not be known.
 */
function tapsOf({ kernel_shape, dilations }: OperatorAttributes): Tap[] {
  const [kernelHeight, kernelWidth] = kernel_shape as [number, number];
  const [dilationHeight, dilationWidth] = dilations as [number, number];
  const endOf = (tap: number, kernel: number, dilation: number) => -dilation * (kernel - 1 - tap) || TO_END;
  return Array.from({ length: kernelHeight * kernelWidth }, (_, k) => {
    const u = Math.floor(k / kernelWidth);
    const v = k % kernelWidth;
    return {
      u,
      v,
      start: [u * dilationHeight, v * dilationWidth],
      end: [endOf(u, kernelHeight, dilationHeight), endOf(v, kernelWidth, dilationWidth)],
    };
  });
}

/** The elements of X that a tap reads, one for each output position. */
function sliceOf(
  body: BodyBuilder,
  x: string,
  { u, v, start, end }: Tap,
  axes: readonly [number, number],
  strides: readonly number[],
): string {
  return body.op('Slice', [x, body.ints(start), body.ints(end), body.ints(axes), body.ints(strides)], `x_${u}_${v}`);
}
