import { fromPartial, TensorProto_DataType, ValueInfoProto } from '@involution/onnx-messages';

/** A size: a number, the name of one that may differ from call to call, or nothing where it has no name. */
export type Size = number | string | undefined;

/** An input or output of float32. */
export function tensorValue(name: string, sizes: readonly Size[]): ValueInfoProto {
  const dim = sizes.map((size) => {
    if (typeof size === 'number') return { value: { $case: 'dimValue' as const, value: BigInt(size) } };
    return size === undefined ? {} : { value: { $case: 'dimParam' as const, value: size } };
  });
  const value = { elemType: TensorProto_DataType.FLOAT, shape: { dim } };
  return fromPartial(ValueInfoProto, { name, type: { value: { $case: 'tensorType', value } } });
}
