// What is known of the values of a graph: types of their elements, and shapes.
import { create } from '@bufbuild/protobuf';
import {
  type GraphProto,
  TensorProto_DataType as Type,
  type TypeProto,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { ValueMetadata } from './ort.ts';
import { isKnown, UNKNOWN_SIZE } from './sizes.ts';

/** Operators whose result has a type of its own, whatever they read. */
const RESULT_TYPES: Readonly<Record<string, Type>> = {
  Shape: Type.INT64,
  Size: Type.INT64,
  NonZero: Type.INT64,
  ArgMax: Type.INT64,
  ArgMin: Type.INT64,
  Equal: Type.BOOL,
  Greater: Type.BOOL,
  GreaterOrEqual: Type.BOOL,
  Less: Type.BOOL,
  LessOrEqual: Type.BOOL,
  IsNaN: Type.BOOL,
  IsInf: Type.BOOL,
};

/**
 * What the elements of a graph's values are: as the model states it; where it doesn't, as the operators suggest. Most
 * give what their first input is. Only sessions know for certain, so whoever asks has to look again once they exist.
 */
export function elementTypes(graph: GraphProto): (value: string) => Type | undefined {
  const known = new Map<string, Type | undefined>();
  for (const { name, dataType } of graph.initializer) known.set(name, dataType as Type);
  for (const { name, type } of [...graph.valueInfo, ...graph.output, ...graph.input]) {
    if (type?.value.case === 'tensorType') known.set(name, type.value.value.elemType as Type);
  }
  const makers = new Map(graph.node.flatMap((node) => node.output.map((value) => [value, node] as const)));
  return (value) => {
    const passed: string[] = [];
    let at: string | undefined = value;
    while (at !== undefined && !known.has(at)) {
      // A guess until it is known, which also ends the walk where a value depends on itself.
      known.set(at, undefined);
      passed.push(at);
      const maker = makers.get(at);
      if (maker === undefined) break;
      const own = maker.opType === 'Cast' ? castType(maker) : (constantType(maker) ?? RESULT_TYPES[maker.opType]);
      if (own !== undefined) {
        known.set(at, own);
        break;
      }
      at = maker.input[0];
    }
    const type = at === undefined ? undefined : known.get(at);
    for (const each of passed) known.set(each, type);
    return type;
  };
}

type Attributes = Pick<GraphProto['node'][number], 'attribute' | 'opType'>;

function castType({ attribute }: Attributes): Type | undefined {
  const to = attribute.find(({ name }) => name === 'to');
  return to && (Number(to.i) as Type);
}

function constantType({ attribute, opType }: Attributes): Type | undefined {
  return opType === 'Constant' ? (attribute.find(({ name }) => name === 'value')?.t?.dataType as Type) : undefined;
}

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
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { case: 'dimParam' as const, value: size } };
  });
  const tensorType = { elemType: TYPE_NAMES[type] ?? Type.UNDEFINED, ...(dim.length > 0 && { shape: { dim } }) };
  return create(ValueInfoProtoSchema, { name, type: typeOf(tensorType) });
}

function typeOf(value: { elemType: Type; shape?: { dim: object[] } }): TypeProto {
  return create(TypeProtoSchema, { value: { case: 'tensorType', value } });
}

/** What is known of a tensor before a run. */
export type TensorDescription = Pick<Extract<ValueMetadata, { isTensor: true }>, 'type' | 'shape'>;

/**
 * What a session would tell of a value that the model declares.
 *
 * @param overrides The session's `freeDimensionOverrides`.
 */
export function metadataOf({ name, type }: ValueInfoProto, overrides: Readonly<Record<string, number>>): ValueMetadata {
  if (type?.value.case !== 'tensorType') return { name, isTensor: false };
  const { elemType, shape } = type.value.value;
  const typeName = Object.keys(TYPE_NAMES).find((key) => TYPE_NAMES[key] === elemType) ?? 'float32';
  const sizes = shape?.dim.map(({ value }) => {
    if (value.case === 'dimParam') return overrides[value.value] ?? value.value;
    return value.case === 'dimValue' ? Number(value.value) : UNKNOWN_SIZE;
  });
  return { name, isTensor: true, type: typeName as TensorDescription['type'], shape: sizes ?? [] };
}
