// The elements of constants, where they are stored in the model.
import { type TensorProto, TensorProto_DataLocation, TensorProto_DataType as Type } from 'onnx-buf';

/** Whether a constant lies outside the model. */
export function isExternal({ dataLocation }: TensorProto): boolean {
  return dataLocation === TensorProto_DataLocation.EXTERNAL;
}

/** The elements of an int32 or int64 constant; `undefined` for others and for those that lie outside the model. */
export function integersOf(tensor: TensorProto): number[] | undefined {
  const { dataType, rawData, int32Data, int64Data } = tensor;
  if (isExternal(tensor) || (dataType !== Type.INT64 && dataType !== Type.INT32)) return undefined;
  const isLong = dataType === Type.INT64;
  // Where a tensor has both, runtimes read the raw bytes.
  if (rawData.length === 0) return isLong ? int64Data.map(Number) : int32Data;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  const bytes = isLong ? 8 : 4;
  return Array.from({ length: rawData.length / bytes }, (_, k) =>
    isLong ? Number(view.getBigInt64(bytes * k, true)) : view.getInt32(bytes * k, true),
  );
}

/** Whether a constant has elements and all of them are 0. */
export function isZero({ rawData, floatData, doubleData, int32Data, int64Data }: TensorProto): boolean {
  const lists: ArrayLike<number | bigint>[] = [rawData, floatData, doubleData, int32Data, int64Data];
  const stored = lists.find(({ length }) => length > 0);
  for (let k = 0; k < (stored?.length ?? 0); k++) if (Number(stored![k]) !== 0) return false;
  return stored !== undefined;
}
