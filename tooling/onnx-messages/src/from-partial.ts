import * as messages from './onnx-ml.ts';

/** A message, or what is nested in it, of which fields may be left out. */
export type DeepPartial<T> = T extends bigint | number | string | boolean | Uint8Array | undefined
  ? T
  : T extends (infer Item)[]
    ? DeepPartial<Item>[]
    : T extends { $case: string; value: unknown }
      ? { $case: T['$case']; value: DeepPartial<T['value']> }
      : { [Field in keyof T]?: DeepPartial<T[Field]> };

/**
 * A message whose other fields are what a file without them means. Lists are copied.
 *
 * @param type `NodeProto` or another one.
 */
export function fromPartial<T extends object>(type: messages.MessageFns<T>, fields: DeepPartial<NoInfer<T>>): T {
  const message = type.decode(new Uint8Array(0));
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) message[name as keyof T] = complete(name, value) as T[keyof T];
  }
  return message;
}

function complete(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => complete(name, item));
  const type = NESTED[name];
  if (typeof value !== 'object' || value === null || !type) return value;
  // Which of several it is, is the name of what it holds.
  const { $case, value: held } = value as { $case?: string; value?: unknown };
  return $case ? { $case, value: complete($case, held) } : fromPartial(type, value as Record<string, never>);
}

/** The messages that fields hold. Some fields of these names hold no message, but strings, numbers or one of several things. */
const NESTED: Readonly<Record<string, messages.MessageFns<object>>> = {
  t: messages.TensorProto,
  g: messages.GraphProto,
  tensors: messages.TensorProto,
  graphs: messages.GraphProto,
  type: messages.TypeProto,
  attribute: messages.AttributeProto,
  opsetImport: messages.OperatorSetIdProto,
  graph: messages.GraphProto,
  metadataProps: messages.StringStringEntryProto,
  functions: messages.FunctionProto,
  quantParameterTensorNames: messages.StringStringEntryProto,
  node: messages.NodeProto,
  initializer: messages.TensorProto,
  sparseInitializer: messages.SparseTensorProto,
  input: messages.ValueInfoProto,
  output: messages.ValueInfoProto,
  valueInfo: messages.ValueInfoProto,
  quantizationAnnotation: messages.TensorAnnotation,
  externalData: messages.StringStringEntryProto,
  values: messages.TensorProto,
  indices: messages.TensorProto,
  dim: messages.TensorShapeProto_Dimension,
  value: messages.TypeProto,
  tensorType: messages.TypeProto_Tensor,
  shape: messages.TensorShapeProto,
  attributeProto: messages.AttributeProto,
};
