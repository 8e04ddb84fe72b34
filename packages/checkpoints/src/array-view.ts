import { sizeOf } from '@involution/core';
import { type ByteSource, readRange } from './byte-source.ts';
import { bytesOf, type DType, numbersOf, widen } from './dtype.ts';
import { invalid } from './invalid.ts';

/** An array in a storage, as PyTorch and NumPy describe one; others may share the storage. */
export interface ArrayView {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Elements from one index to the next, by axis. Row-major by default. */
  readonly strides?: readonly number[];
  /** The first element's offset in the storage, in elements. Default: 0. */
  readonly offset?: number;
  readonly storage: ByteSource;
  readonly isLittleEndian: boolean;
}

/** Axes of an array, as NumPy and HDF5 limit them. */
export const MAX_RANK = 32;

/** @throws InvolutionError `INVALID_CHECKPOINT` for sizes that are none, or if an element lies outside the storage. */
export function checkView(name: string, view: ArrayView): void {
  const { shape, strides = rowMajor(shape), offset = 0, storage } = view;
  const isSize = (value: number) => Number.isSafeInteger(value) && value >= 0;
  const isValid = shape.length <= MAX_RANK && shape.every(isSize) && Number.isSafeInteger(sizeOf(shape));
  if (!isValid) throw invalid(name, `${name} has the shape [${shape}], which no tensor has.`);
  if (strides.length !== shape.length || !strides.every(isSize) || !isSize(offset)) {
    throw invalid(
      name,
      `${name} has the strides [${strides}] and the offset ${offset}, which do not suit its shape [${shape}].`,
    );
  }
  const end = (offset + spanOf(shape, strides)) * bytesOf(view.dtype);
  if (end <= storage.size) return;
  throw invalid(name, `${name} of shape [${shape}] needs ${end} bytes of a storage that has ${storage.size}.`);
}

/** Bytes that are widened at a time. */
const CHUNK = 1 << 22;

/** The numbers of a checked view in row-major order. */
export async function readView(name: string, view: ArrayView): Promise<Float32Array> {
  const { dtype, shape, strides = rowMajor(shape), offset = 0, storage, isLittleEndian } = view;
  const size = bytesOf(dtype);
  const span = spanOf(shape, strides);
  const isRowMajor = rowMajor(shape).every((stride, axis) => shape[axis] === 1 || stride === strides[axis]);
  if (!isRowMajor) {
    const bytes = await readRange(storage, offset * size, span * size, name);
    return gather(numbersOf(bytes, dtype, isLittleEndian), shape, strides);
  }
  const result = new Float32Array(span);
  for (let from = 0; from < span; from += CHUNK / size) {
    const count = Math.min(CHUNK / size, span - from);
    const bytes = await readRange(storage, (offset + from) * size, count * size, name);
    widen(bytes, dtype, isLittleEndian, result.subarray(from, from + count));
  }
  return result;
}

/** Elements from the first to the last one. */
function spanOf(shape: readonly number[], strides: readonly number[]): number {
  if (sizeOf(shape) === 0) return 0;
  return shape.reduce((span, size, axis) => span + (size - 1) * strides[axis]!, 1);
}

function rowMajor(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const size of [...shape].reverse()) {
    strides.unshift(stride);
    stride *= size;
  }
  return strides;
}

/** Elements in the order of the last axis innermost, out of an array with other strides. */
export function gather(
  numberAt: (index: number) => number,
  shape: readonly number[],
  strides: readonly number[],
): Float32Array {
  const result = new Float32Array(sizeOf(shape));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = numberAt(from);
    // The next index: the last axis that is not at its end advances, those after it begin anew.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      from -= index[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}
