// Small models for tests, in a few lines each. All numbers are small integers, so that every sum is exact in float32
// whatever its order, and right results are equal to the bit.
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { sizeOf } from '@involution/core';
import {
  type AttributeProtoSchema,
  type GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  type TensorProtoSchema,
  AttributeProto_AttributeType as Type,
  type ValueInfoProtoSchema,
} from 'onnx-buf';

/** A message as a plain object. */
type Plain<T> = Exclude<T, { readonly $typeName: string }>;
export type NodeInit = Plain<MessageInitShape<typeof NodeProtoSchema>>;
export type GraphInit = Plain<MessageInitShape<typeof GraphProtoSchema>>;
type ModelInit = Plain<MessageInitShape<typeof ModelProtoSchema>>;
type TensorInit = Plain<MessageInitShape<typeof TensorProtoSchema>>;

/** Numbers, names of symbolic sizes, or `undefined` for those that are open. */
export type Sizes = readonly (number | string | undefined)[];

/** A value of a graph: float32 unless said otherwise; without a shape where there is none. */
export function value(
  name: string,
  sizes?: Sizes,
  elemType: TensorProto_DataType = TensorProto_DataType.FLOAT,
): Plain<MessageInitShape<typeof ValueInfoProtoSchema>> {
  const dim = sizes?.map((size) => {
    if (size === undefined) return {};
    return typeof size === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { case: 'dimParam' as const, value: size } };
  });
  const tensorType = { elemType, ...(dim !== undefined && { shape: { dim } }) };
  return { name, type: { value: { case: 'tensorType', value: tensorType } } };
}

/** A standard node. Its name is that of its output. */
export function op(
  opType: string,
  input: string[],
  output: string,
  attribute: MessageInitShape<typeof AttributeProtoSchema>[] = [],
): NodeInit {
  return { name: output, opType, input, output: [output], attribute };
}

/** An involution that keeps its input's size, named after its output. */
export function involution(input: [x: string, w: string], output: string, kernelSize = 3): NodeInit {
  const pad = BigInt((kernelSize - 1) / 2);
  return {
    ...op('Involution', input, output, [
      ints('kernel_shape', BigInt(kernelSize), BigInt(kernelSize)),
      ints('pads', pad, pad, pad, pad),
    ]),
    domain: 'ai.involution',
  };
}

/** A 1×1 convolution, named after its output. */
export function conv(input: [x: string, weights: string], output: string): NodeInit {
  return op('Conv', input, output, [ints('kernel_shape', 1n, 1n)]);
}

export function ints(name: string, ...values: bigint[]) {
  return { name, type: Type.INTS, ints: values };
}

export function int(name: string, i: bigint) {
  return { name, type: Type.INT, i };
}

export function body(name: string, g: GraphInit) {
  return { name, type: Type.GRAPH, g };
}

/** The constant weights of a 1×1 convolution. */
export function weights(name: string, outChannels: number, inChannels: number, seed = 1): TensorInit {
  return floats(name, [outChannels, inChannels, 1, 1], seed);
}

/** A constant of small integers as float32. */
export function floats(name: string, shape: readonly number[], seed = 1): TensorInit {
  const rawData = new Uint8Array(numbers(shape, seed).buffer);
  return { name, dims: shape.map(BigInt), dataType: TensorProto_DataType.FLOAT, rawData };
}

/** Integers from −2 to 2 as float32, the same for the same seed. */
export function numbers(shape: readonly number[], seed = 1): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: sizeOf(shape) }, (_, k) => ((k * 7 + seed * 3 + (k >> 3)) % 5) - 2);
}

/** A model's file. */
export function modelOf(graph: GraphInit, others: ModelInit = {}): Uint8Array<ArrayBuffer> {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 9n,
      opsetImport: [
        { domain: '', version: 18n },
        { domain: 'ai.involution', version: 1n },
      ],
      ...others,
      graph: { name: 'test', ...graph },
    }),
  );
}

/** Channels, height and width of the nets below. */
export const C = 8;
export const H = 5;
export const W = 6;
const X: Sizes = [1, C, H, W];
/** Weights of 3×3 for two groups. */
const SPAN = 18;

/** x → conv → involution, with a kernel from x → conv → y: the least net that has all. */
export function layer(sizes: Sizes = X): GraphInit {
  return {
    input: [value('x', sizes)],
    output: [value('y', sizes)],
    initializer: [weights('reduce', C, C, 1), weights('span', SPAN, C, 2), weights('last', C, C, 3)],
    node: [
      conv(['x', 'reduce'], 'features'),
      conv(['features', 'span'], 'kernel'),
      involution(['features', 'kernel'], 'involved'),
      conv(['involved', 'last'], 'y'),
    ],
  };
}

/** Two involutions that don't depend on each other. */
export function parallel(): GraphInit {
  return {
    input: [value('x', X)],
    output: [value('y', X)],
    initializer: [weights('left', SPAN, C, 1), weights('right', SPAN, C, 2)],
    node: [
      conv(['x', 'left'], 'kernelLeft'),
      conv(['x', 'right'], 'kernelRight'),
      involution(['x', 'kernelLeft'], 'a'),
      involution(['x', 'kernelRight'], 'b'),
      op('Add', ['a', 'b'], 'y'),
    ],
  };
}

/** Three in a row: two with nothing between them, then one after a residual sum. The same weights serve all kernels. */
export function series(): GraphInit {
  return {
    input: [value('x', X)],
    output: [value('y', X)],
    initializer: [weights('span', SPAN, C, 2)],
    node: [
      conv(['x', 'span'], 'kernel'),
      involution(['x', 'kernel'], 'a'),
      involution(['a', 'kernel'], 'b'),
      op('Add', ['b', 'x'], 'sum'),
      op('Clip', ['sum', 'low', 'high'], 'clipped'),
      conv(['clipped', 'span'], 'kernel2'),
      involution(['clipped', 'kernel2'], 'y'),
      op('Constant', [], 'low', [{ name: 'value_float', type: Type.FLOAT, f: -4 }]),
      op('Constant', [], 'high', [{ name: 'value_float', type: Type.FLOAT, f: 4 }]),
    ],
  };
}

/** An involution in the middle whose result is an output too, and outputs that no node makes. */
export function outputs(): GraphInit {
  const graph = layer();
  return {
    ...graph,
    input: [...graph.input!, value('unused', [1])],
    output: [
      value('y', X),
      value('involved', X),
      value('kernel', [1, SPAN, H, W]),
      value('x', X),
      value('reduce', [C, C, 1, 1]),
    ],
  };
}

/**
 * A model of one involution with something before and after it, so that the involution is between two sessions. Inputs
 * and outputs keep their names and their shapes.
 */
export function betweenSessions(bytes: Uint8Array): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  const { node, input, output, valueInfo } = model.graph!;
  const inner = (name: string) => `inner ${name}`;
  for (const info of input) valueInfo.push({ ...info, name: inner(info.name) });
  for (const each of node) Object.assign(each, { input: each.input.map(inner), output: each.output.map(inner) });
  const identity = (from: string, to: string) => create(NodeProtoSchema, op('Identity', [from], to));
  node.unshift(...input.map(({ name }) => identity(name, inner(name))));
  node.push(...output.map(({ name }) => identity(inner(name), name)));
  return toBinary(ModelProtoSchema, model);
}
