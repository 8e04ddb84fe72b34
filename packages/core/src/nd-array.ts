import { InvolutionError } from './errors.ts';
import { sizeOf } from './shape.ts';

/** A dense array in row-major order. */
export interface NdArray {
  data: ArrayLike<number>;
  shape: readonly number[];
}

/** Kinds of array that keep their kind when their elements are moved. */
export type NumericArray = number[] | Float32Array | Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** A dense array whose kind of data is known. */
export interface TypedNdArray<T extends NumericArray> extends NdArray {
  data: T;
}

/** Refuses an array with more or fewer values than its shape says, and what is no array at all. */
export function checkData(argument: string, { data, shape }: NdArray): void {
  const size = sizeOf(shape);
  if (data?.length === size) return;
  const message = `${argument} has ${data?.length ?? 'no'} values, but its shape [${shape.join(', ')}] asks for ${size}.`;
  throw new InvolutionError('INVALID_DATA', argument, message);
}

/** A new array of the same kind. */
export function emptyLike<T extends NumericArray>(data: T, length: number): T {
  const Kind = data.constructor as new (length: number) => T;
  return new Kind(length);
}
