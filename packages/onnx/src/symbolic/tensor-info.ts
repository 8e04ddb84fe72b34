import { type TensorProto, TensorProto_DataType, type ValueInfoProto } from '@involution/onnx-messages';
import { Size } from '@involution/symbolic';
import { externalBytes, type ReadExternal, readNothing } from '../graph/external-data.ts';
import { elementCount, floatsOf, integersOf, isExternal } from '../graph/tensor-data.ts';
import { type IntTensor, listOf, toInt, toSize } from './int-tensor.ts';
import type { Symbols } from './symbols.ts';

/** What a graph tells of one of its values before it runs. */
export interface TensorInfo {
  /** A number of `TensorProto_DataType`; `undefined`: unknown. */
  readonly elementType?: number | undefined;
  /** `undefined`: not even the rank is known. */
  readonly dims?: readonly Size[] | undefined;
  /** The elements, where they are integers that index arithmetic is made of. */
  readonly ints?: IntTensor | undefined;
  /** The elements, where they are a few numbers of float32. */
  readonly floats?: readonly number[] | undefined;
}

const { INT32, INT64 } = TensorProto_DataType;

/** Longer constants are no indices of windows. */
const MAX_CONSTANT = 2 ** 20;

/** More are not how often each axis is repeated. */
const MAX_FLOATS = 8;

/**
 * What an initializer, or the value of a `Constant`, is.
 *
 * @throws InvolutionError `INVALID_MODEL` when it should lie in a file that ends before it.
 */
export function infoOfTensor(tensor: TensorProto, read: ReadExternal = readNothing): TensorInfo {
  const shape = tensor.dims.map(Number);
  const values = elementCount(tensor) <= MAX_CONSTANT ? storedIntegers(tensor, read) : undefined;
  const ints =
    values &&
    listOf(
      shape,
      values.map((value) => toInt(Size.of(value))),
    );
  const floats = elementCount(tensor) <= MAX_FLOATS ? [...(floatsOf(tensor) ?? [])] : undefined;
  return { elementType: tensor.dataType, dims: shape.map(Size.of), ints, floats };
}

function storedIntegers(tensor: TensorProto, read: ReadExternal): number[] | undefined {
  const isInteger = tensor.dataType === INT32 || tensor.dataType === INT64;
  return isInteger ? integersOf(tensor, isExternal(tensor) ? externalBytes(tensor, read) : undefined) : undefined;
}

/** What the model states of a value. Sizes that it leaves dynamic become symbols: the named ones by their names. */
export function infoOfStatement(info: ValueInfoProto | undefined, symbols: Symbols): TensorInfo {
  const type = info?.type?.value;
  if (info === undefined || type?.$case !== 'tensorType') return {};
  const dims = type.value.shape?.dim.map(({ value }) => {
    if (value?.$case === 'dimValue' && value.value >= 0n) return Size.of(Number(value.value));
    return value?.$case === 'dimParam' && value.value !== '' ? symbols.named(value.value) : Size.unknown;
  });
  return { elementType: type.value.elemType, dims };
}

/** About how many numbers some information takes as much memory as. */
export function weightOf({ dims = [], ints }: TensorInfo): number {
  const sum = (sizes: readonly Size[]) => sizes.reduce((total, { weight }) => total + weight, 0);
  if (ints === undefined) return sum(dims);
  return (
    sum(dims) +
    (ints.kind === 'affine'
      ? sum(ints.steps)
      : ints.values.reduce<number>((total, value) => total + toSize(value).weight, 0))
  );
}
