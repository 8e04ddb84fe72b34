import { type TensorProto, TensorProto_DataLocation, TensorProto_DataType, type ValueInfoProto } from 'onnx-buf';
import { type IntTensor, LONGEST_LIST, listOf, shapeOfInts } from './int-tensor.ts';
import { Size } from './size.ts';

/** What a graph tells of one of its values before it runs. */
export interface TensorInfo {
  /** `undefined`: unknown. */
  readonly elementType?: TensorProto_DataType | undefined;
  /** `undefined`: not even the rank is known. */
  readonly dims?: readonly Size[] | undefined;
  /** The elements, where they are integers that index arithmetic is made of. */
  readonly ints?: IntTensor | undefined;
}

const { INT32, INT64 } = TensorProto_DataType;

/** What an initializer, or the value of a `Constant`, is. */
export function infoOfTensor(tensor: TensorProto): TensorInfo {
  const shape = tensor.dims.map(Number);
  const values = shape.reduce((product, size) => product * size, 1) <= LONGEST_LIST ? integersOf(tensor) : undefined;
  const ints = values && listOf(shape, values.map(Size.of));
  return { elementType: tensor.dataType, dims: shape.map(Size.of), ints };
}

/** What the model states of a value. Sizes that it leaves open become symbols: the named ones by their names. */
export function infoOfStatement(info: ValueInfoProto | undefined, scope: string): TensorInfo {
  const type = info?.type?.value;
  if (info === undefined || type?.case !== 'tensorType') return {};
  const dims = type.value.shape?.dim.map(({ value }) => {
    if (value.case === 'dimValue' && value.value >= 0n) return Size.of(Number(value.value));
    if (value.case === 'dimParam' && value.value !== '') return namedSize(value.value);
    return Size.unknown;
  });
  return completed({ elementType: type.value.elemType, dims }, scope, info.name);
}

/** The same with a symbol for each size that is not known: whatever it is, it is the same one everywhere. */
export function completed(info: TensorInfo, scope: string, value: string): TensorInfo {
  const dims = info.ints === undefined ? info.dims : shapeOfInts(info.ints);
  return { ...info, dims: dims?.map((size, axis) => (size.isUnknown ? Size.symbol(scope, value, axis) : size)) };
}

/** PyTorch states that a size is a multiple of some number by names like `32*height`. */
function namedSize(name: string): Size {
  const [, factor, symbol] = /^(\d+)\*([A-Za-z_]\w*)$/.exec(name) ?? [];
  return symbol === undefined
    ? Size.symbol('named', name)
    : Size.of(Number(factor)).times(Size.symbol('named', symbol));
}

function integersOf(tensor: TensorProto): number[] | undefined {
  const { dataType, rawData, int32Data, int64Data, dataLocation } = tensor;
  if (dataLocation === TensorProto_DataLocation.EXTERNAL) return undefined;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  if (dataType === INT64) {
    if (int64Data.length > 0) return int64Data.map(Number);
    return Array.from({ length: rawData.length / 8 }, (_, k) => Number(view.getBigInt64(8 * k, true)));
  }
  if (dataType === INT32) {
    if (int32Data.length > 0) return int32Data;
    return Array.from({ length: rawData.length / 4 }, (_, k) => view.getInt32(4 * k, true));
  }
  return undefined;
}
