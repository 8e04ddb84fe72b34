// The elements of constants, as a model stores them.
import { type TensorProto, TensorProto_DataLocation, TensorProto_DataType as Type } from '@involution/onnx-messages';

/** Bits of an element; of strings and of types that are unknown here no more is known than the shape. */
const BITS: Readonly<Partial<Record<Type, number>>> = {
  [Type.FLOAT]: 32,
  [Type.UINT8]: 8,
  [Type.INT8]: 8,
  [Type.UINT16]: 16,
  [Type.INT16]: 16,
  [Type.INT32]: 32,
  [Type.INT64]: 64,
  [Type.BOOL]: 8,
  [Type.FLOAT16]: 16,
  [Type.DOUBLE]: 64,
  [Type.UINT32]: 32,
  [Type.UINT64]: 64,
  [Type.BFLOAT16]: 16,
};

/** Whether a constant lies outside the model. */
export function isExternal({ dataLocation }: TensorProto): boolean {
  return dataLocation === TensorProto_DataLocation.EXTERNAL;
}

/** How many elements a tensor has by its shape; that of a hostile file may be no integer, or one below 0. */
export function elementCount({ dims }: TensorProto): number {
  return dims.reduce((product, size) => product * Number(size), 1);
}

/** How many raw bytes the elements of a tensor take; `undefined` for types of which that is not known. */
export function byteLengthOf(tensor: TensorProto): number | undefined {
  const bits = BITS[tensor.dataType as Type];
  return bits && (elementCount(tensor) * bits) / 8;
}

/**
 * The elements of an int32 or int64 constant; `undefined` for others.
 *
 * @param bytes Those that lie outside the model, if they do; without them nothing is known.
 */
export function integersOf(tensor: TensorProto, bytes: Uint8Array | undefined): number[] | undefined {
  const { dataType, int32Data, int64Data } = tensor;
  const raw = isExternal(tensor) ? bytes : tensor.rawData;
  if (raw === undefined || (dataType !== Type.INT64 && dataType !== Type.INT32)) return undefined;
  const isLong = dataType === Type.INT64;
  // Where a tensor has both, runtimes read the raw bytes.
  if (raw.length === 0) return isLong ? int64Data.map(Number) : int32Data;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const size = isLong ? 8 : 4;
  return Array.from({ length: raw.length / size }, (_, k) =>
    isLong ? Number(view.getBigInt64(size * k, true)) : view.getInt32(size * k, true),
  );
}

/** The elements of a float32 constant that lies in the model; `undefined` for others. */
export function floatsOf(tensor: TensorProto): Float32Array | undefined {
  const { dataType, rawData, floatData } = tensor;
  if (dataType !== Type.FLOAT || isExternal(tensor)) return undefined;
  // Where a tensor has both, runtimes read the raw bytes.
  if (rawData.length === 0) return Float32Array.from(floatData);
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  const floats = new Float32Array(Math.floor(rawData.length / 4));
  for (const k of floats.keys()) floats[k] = view.getFloat32(4 * k, true);
  return floats;
}

/** Whether a constant has elements, in the model, and all of them are 0. */
export function isZero({ rawData, floatData, doubleData, int32Data, int64Data }: TensorProto): boolean {
  const lists: ArrayLike<number | bigint>[] = [rawData, floatData, doubleData, int32Data, int64Data];
  const stored = lists.find(({ length }) => length > 0);
  for (let k = 0; k < (stored?.length ?? 0); k++) if (Number(stored![k]) !== 0) return false;
  return stored !== undefined;
}
