// Small graphs for tests, in a few lines each. All numbers are small integers, so that every sum is exact in float32
// whatever its order, and right results are equal to the bit.
import { sizeOf } from '@involution/core';
import {
  type AttributeProto,
  type DeepPartial,
  fromPartial,
  type GraphProto,
  ModelProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataType,
  AttributeProto_AttributeType as Type,
  type ValueInfoProto,
} from '@involution/onnx-messages';

export type NodeInit = DeepPartial<NodeProto>;
export type GraphInit = DeepPartial<GraphProto>;
export type ModelInit = DeepPartial<ModelProto>;
export type TensorInit = DeepPartial<TensorProto>;

/** Numbers, names of symbolic sizes, or `undefined` for those that are open. */
export type Sizes = readonly (number | string | undefined)[];

/** A value of a graph: float32 unless said otherwise; without a shape where there is none. */
export function value(
  name: string,
  sizes?: Sizes,
  elemType: TensorProto_DataType = TensorProto_DataType.FLOAT,
): DeepPartial<ValueInfoProto> {
  const dim = sizes?.map((size) => {
    if (size === undefined) return {};
    return typeof size === 'number'
      ? { value: { $case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { $case: 'dimParam' as const, value: size } };
  });
  const tensorType = { elemType, ...(dim !== undefined && { shape: { dim } }) };
  return { name, type: { value: { $case: 'tensorType', value: tensorType } } };
}

/** A standard node. Its name is that of its output. */
export function op(
  opType: string,
  input: string[],
  output: string,
  attribute: DeepPartial<AttributeProto>[] = [],
): NodeInit {
  return { name: output, opType, input, output: [output], attribute };
}

/** An involution that keeps its input's size, named after its output, with the same window along each of its spatial axes. */
export function involution(input: [x: string, w: string], output: string, kernelSize = 3, spatialAxes = 2): NodeInit {
  const axes = new Array<number>(spatialAxes).fill(kernelSize);
  return {
    ...op('Involution', input, output, [
      ints('kernel_shape', ...axes.map(BigInt)),
      ints('pads', ...[...axes, ...axes].map((size) => BigInt((size - 1) / 2))),
    ]),
    domain: 'ai.involution',
  };
}

/** A 1×1 convolution, named after its output. */
export function conv(input: [x: string, weights: string], output: string): NodeInit {
  return op('Conv', input, output, [ints('kernel_shape', 1n, 1n)]);
}

/** A constant of int64, stored as raw bytes. */
export function longs(name: string, shape: readonly number[], values: readonly number[]): TensorInit {
  const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, dims: shape.map(BigInt), dataType: TensorProto_DataType.INT64, rawData };
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
  return ModelProto.encode(
    fromPartial(ModelProto, {
      irVersion: 9n,
      opsetImport: [
        { domain: '', version: 18n },
        { domain: 'ai.involution', version: 1n },
      ],
      ...others,
      graph: { name: 'test', ...graph },
    }),
  ).finish();
}
