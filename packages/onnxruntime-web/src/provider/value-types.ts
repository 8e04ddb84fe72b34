// Types and shapes of values, between ONNX's terms and onnxruntime's.
import { nameOfNumber } from '@involution/onnx/model';
import {
  fromPartial,
  type TensorProto,
  TensorProto_DataType as Type,
  TypeProto,
  ValueInfoProto,
} from '@involution/onnx/proto';
import { UNKNOWN_SIZE } from './onnxruntime-internals.ts';
import type { ValueMetadata } from './ort.ts';
import { isKnown } from './sizes.ts';

/** onnxruntime's names of the types, as its sessions and tensors have them. */
const TYPE_NAMES: Readonly<Record<string, Type>> = {
  float32: Type.FLOAT,
  uint8: Type.UINT8,
  int8: Type.INT8,
  uint16: Type.UINT16,
  int16: Type.INT16,
  int32: Type.INT32,
  int64: Type.INT64,
  string: Type.STRING,
  bool: Type.BOOL,
  float16: Type.FLOAT16,
  float64: Type.DOUBLE,
  uint32: Type.UINT32,
  uint64: Type.UINT64,
  uint4: Type.UINT4,
  int4: Type.INT4,
};

/**
 * What a session found out about a value of its own, as the input of the next session.
 *
 * @param shape Names are symbolic sizes. Empty: a scalar, or nothing is known; sessions don't tell which.
 */
export function valueInfoOf(name: string, { type, shape }: TensorDescription): ValueInfoProto {
  const dim = shape.map((size) => {
    if (!isKnown(size)) return {};
    return typeof size === 'number'
      ? { value: { $case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { $case: 'dimParam' as const, value: size } };
  });
  const tensorType = { elemType: TYPE_NAMES[type] ?? Type.UNDEFINED, ...(dim.length > 0 && { shape: { dim } }) };
  return fromPartial(ValueInfoProto, { name, type: typeOf(tensorType) });
}

function typeOf(value: { elemType: Type; shape?: { dim: object[] } }): TypeProto {
  return fromPartial(TypeProto, { value: { $case: 'tensorType', value } });
}

/** What is known of a tensor before a run. */
export type TensorDescription = Pick<Extract<ValueMetadata, { isTensor: true }>, 'type' | 'shape'>;

/** What onnxruntime calls a type; of one that it has no name for, ONNX's own. */
export function typeNameOf(elemType: number): string {
  return (
    Object.keys(TYPE_NAMES).find((key) => TYPE_NAMES[key] === elemType) ?? nameOfNumber(Type, elemType).toLowerCase()
  );
}

/** What is known of a constant. */
export function metadataOfConstant({ name, dataType, dims }: TensorProto): ValueMetadata {
  return { name, isTensor: true, type: typeNameOf(dataType) as TensorDescription['type'], shape: dims.map(Number) };
}

/**
 * What a session would tell of a value that the model declares.
 *
 * @param overrides The session's `freeDimensionOverrides`.
 */
export function metadataOf({ name, type }: ValueInfoProto, overrides: Readonly<Record<string, number>>): ValueMetadata {
  if (type?.value?.$case !== 'tensorType') return { name, isTensor: false };
  const { elemType, shape } = type.value.value;
  // Where it says nothing of the type, float32 is the likeliest.
  const typeName = elemType === Type.UNDEFINED ? 'float32' : typeNameOf(elemType);
  const sizes = shape?.dim.map(({ value }) => {
    if (value?.$case === 'dimParam') return overrides[value.value] ?? value.value;
    return value?.$case === 'dimValue' ? Number(value.value) : UNKNOWN_SIZE;
  });
  return { name, isTensor: true, type: typeName as TensorDescription['type'], shape: sizes ?? [] };
}
