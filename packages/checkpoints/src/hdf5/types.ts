import type { DType } from '../dtype.ts';
import { invalid } from '../invalid.ts';
import type { Hdf5View } from './reader.ts';

/** What an element of a dataset or of an attribute is. */
export type Hdf5Type =
  | { readonly kind: 'number'; readonly size: number; readonly dtype: DType; readonly isLittleEndian: boolean }
  /** Text of a fixed length, or of any, then in a heap. */
  | { readonly kind: 'text'; readonly size: number; readonly isVariable: boolean }
  | { readonly kind: 'other'; readonly size: number };

const INTEGERS: Readonly<Record<string, DType>> = {
  '1true': 'int8',
  '2true': 'int16',
  '4true': 'int32',
  '8true': 'int64',
  '1false': 'uint8',
  '2false': 'uint16',
  '4false': 'uint32',
  '8false': 'uint64',
};

/** Floats by the sizes in bytes, of the exponent and of the fraction. */
const FLOATS: Readonly<Record<string, DType>> = {
  '2,5,10': 'float16',
  '2,8,7': 'bfloat16',
  '4,8,23': 'float32',
  '8,11,52': 'float64',
};

/** Reads a datatype message. */
export function readType(message: Hdf5View): Hdf5Type {
  const size = message.u32(4);
  const flags = message.u8(1);
  const isLittleEndian = (flags & 1) === 0;
  switch (message.u8(0) & 15) {
    case 0: {
      const dtype = INTEGERS[`${size}${(flags & 8) !== 0}`];
      return dtype === undefined ? { kind: 'other', size } : { kind: 'number', size, dtype, isLittleEndian };
    }
    case 1: {
      const dtype = FLOATS[[size, message.u8(13), message.u8(15)].join()];
      return dtype === undefined ? { kind: 'other', size } : { kind: 'number', size, dtype, isLittleEndian };
    }
    case 3:
      return { kind: 'text', size, isVariable: false };
    case 9:
      return (flags & 15) === 1 ? { kind: 'text', size, isVariable: true } : { kind: 'other', size };
    default:
      return { kind: 'other', size };
  }
}

/** Reads a dataspace message: the shape, `[]` of a scalar. */
export function readShape(message: Hdf5View): number[] {
  const version = message.u8(0);
  if (version !== 1 && version !== 2) throw invalid('hdf5', `The HDF5 file has a dataspace of version ${version}.`);
  const first = version === 1 ? 8 : 4;
  return Array.from({ length: message.u8(1) }, (_, axis) => message.u64(first + 8 * axis));
}
