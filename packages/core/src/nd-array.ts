import { InvolutionError } from './errors.ts';

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

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Refuses an array with more or fewer values than its shape says. */
export function checkData(argument: string, array: NdArray): void {
  const size = sizeOf(array.shape);
  if (array.data.length !== size) {
    throw new InvolutionError(
      'INVALID_DATA',
      `${argument}.data.length`,
      array.data.length,
      `${size} for shape [${array.shape.join(', ')}]`,
    );
  }
}

/** A new array of the same kind. */
export function emptyLike<T extends NumericArray>(data: T, length: number): T {
  const Kind = data.constructor as new (length: number) => T;
  return new Kind(length);
}
