import { sizeOf } from '@involution/core';
import { type ArrayView, MAX_RANK } from '../array-view.ts';
import { type ByteSource, readRange } from '../byte-source.ts';
import { bytesOf, type DType } from '../dtype.ts';
import { invalid } from '../invalid.ts';
import { type Global, LongText, type Stateful } from './values.ts';

/** A tensor or an array of a pickle. NumPy's gets its view after it is made. */
export class PickledArray implements Stateful {
  view: ArrayView | undefined;

  constructor(view?: ArrayView) {
    this.view = view;
  }

  /** NumPy's state: version, shape, type, whether the order is Fortran's, bytes. */
  setState(state: unknown): void {
    const [, shape, dtype, isFortran, data] = listOf(state);
    this.view = arrayOf(data, dtype, shape, isFortran === true);
  }
}

class NumpyType implements Stateful {
  readonly dtype: DType;
  isLittleEndian = true;

  constructor(dtype: DType) {
    this.dtype = dtype;
  }

  /** NumPy's state: version, order of bytes, and what only structured types have. */
  setState(state: unknown): void {
    this.isLittleEndian = listOf(state)[1] !== '>';
  }
}

/** Containers and NumPy's arrays, which pickles of PyTorch and of Paddle may have. */
export const COMMON_GLOBALS: readonly Global[] = [
  { name: 'collections.OrderedDict', call: orderedDictionary },
  { name: 'builtins.tuple', call: ([items]) => listOf(items) },
  { name: '__builtin__.tuple', call: ([items]) => listOf(items) },
  { name: '_codecs.encode', call: ([text]) => bytesOfText(text) },
  { name: 'numpy.ndarray' },
  { name: 'numpy.dtype', call: ([code]) => new NumpyType(numpyTypeOf(code)) },
  ...['numpy.core', 'numpy._core'].flatMap((module): Global[] => [
    { name: `${module}.multiarray._reconstruct`, call: () => new PickledArray() },
    // Counters and accuracies that training saved; no tensor, so that its value is left out.
    { name: `${module}.multiarray.scalar`, call: () => null },
    {
      name: `${module}.numeric._frombuffer`,
      call: ([data, dtype, shape, order]) => new PickledArray(arrayOf(data, dtype, shape, order === 'F')),
    },
  ]),
];

/** A list or tuple of the pickle. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid('pickle', 'The pickle has something else where a list or tuple belongs.');
}

/** A short list of integers, such as a shape. What they may be is checked with the tensor. */
export function integersOf(value: unknown): number[] {
  const list = listOf(value);
  if (list.length > MAX_RANK) throw invalid('pickle', `The pickle has a shape of ${list.length} axes.`);
  return list.map((item) => {
    if (typeof item === 'number' && Number.isSafeInteger(item)) return item;
    throw invalid('pickle', 'The pickle has something else where a list of integers belongs.');
  });
}

/** Its items come later. A pickle that copied a list at each call could ask for far more memory than it has bytes. */
function orderedDictionary(args: readonly unknown[]): Map<unknown, unknown> {
  if (args.length === 0) return new Map();
  throw invalid('collections.OrderedDict', 'The pickle makes a dictionary of a list, which is not supported.');
}

/** Pickles of protocol 2 write bytes as the text that has their values as code points. */
function bytesOfText(text: unknown): ByteSource | LongText {
  if (text instanceof LongText) return text;
  if (typeof text !== 'string') throw invalid('_codecs.encode', 'The pickle encodes something that is not text.');
  // Made at each read: a pickle can ask for the bytes of one text a thousand times.
  return {
    size: text.length,
    read: async (offset, length) => Uint8Array.from({ length }, (_, i) => text.charCodeAt(offset + i)),
  };
}

function arrayOf(data: unknown, type: unknown, shapeValue: unknown, isFortran: boolean): ArrayView {
  if (!(type instanceof NumpyType)) throw invalid('numpy.ndarray', 'The pickle has an array of no type.');
  const shape = integersOf(shapeValue);
  const { dtype, isLittleEndian } = type;
  const size = sizeOf(shape) * bytesOf(dtype);
  const storage = storageOf(data, size);
  if (storage.size !== size) {
    throw invalid('numpy.ndarray', `An array of shape [${shape}] and type ${dtype} has ${storage.size} bytes.`);
  }
  return { dtype, shape, storage, isLittleEndian, ...(isFortran && { strides: columnMajor(shape) }) };
}

function storageOf(data: unknown, size: number): ByteSource {
  if (data instanceof LongText) return decoded(data.utf8, size);
  if (typeof data === 'object' && data !== null && 'read' in data && 'size' in data) return data as ByteSource;
  throw invalid('numpy.ndarray', 'The pickle has an array without bytes.');
}

/** A source that decodes its text at each read. A code point below 256 takes one byte or two. */
function decoded(utf8: ByteSource, size: number): ByteSource {
  if (!(utf8.size >= size && utf8.size <= 2 * size)) {
    throw invalid('numpy.ndarray', `An array of ${size} bytes is written as a text of ${utf8.size}.`);
  }
  return {
    size,
    async read(offset, length) {
      const bytes = bytesOfUtf8(await readRange(utf8, 0, utf8.size, 'An array'), size);
      return bytes.subarray(offset, offset + length);
    },
  };
}

function bytesOfUtf8(utf8: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < utf8.length && at < size; at++) {
    const lead = utf8[i++]!;
    // 0xxxxxxx is the byte itself, 110000xx 10xxxxxx two parts of one above 127.
    const isPair = (lead & 0xfc) === 0xc0 && (utf8[i]! & 0xc0) === 0x80;
    if (lead >= 128 && !isPair) break;
    result[at] = isPair ? (lead << 6) | (utf8[i++]! & 63) : lead;
    if (i === utf8.length && at + 1 === size) return result;
  }
  if (size === 0 && utf8.length === 0) return result;
  throw invalid('numpy.ndarray', `The text of an array does not stand for ${size} bytes.`);
}

function columnMajor(shape: readonly number[]): number[] {
  let stride = 1;
  return shape.map((size) => {
    const own = stride;
    stride *= size;
    return own;
  });
}

const NUMPY_TYPES: Readonly<Record<string, DType>> = {
  f8: 'float64',
  f4: 'float32',
  f2: 'float16',
  i8: 'int64',
  u8: 'uint64',
  i4: 'int32',
  u4: 'uint32',
  i2: 'int16',
  u2: 'uint16',
  i1: 'int8',
  u1: 'uint8',
  b1: 'bool',
};

function numpyTypeOf(code: unknown): DType {
  if (typeof code === 'string' && Object.hasOwn(NUMPY_TYPES, code)) return NUMPY_TYPES[code]!;
  throw invalid('numpy.dtype', `The pickle has an array of the type ${String(code)}, which is not supported.`);
}
