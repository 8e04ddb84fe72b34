import { sizeOf } from '@involution/core';
import type { ArrayView } from './array-view.ts';
import { type ByteSource, slice } from './byte-source.ts';
import { bytesOf, type DType } from './dtype.ts';
import { invalid } from './invalid.ts';
import { readJson } from './json.ts';

const DTYPES: Readonly<Record<string, DType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  U64: 'uint64',
  I32: 'int32',
  U32: 'uint32',
  I16: 'int16',
  U16: 'uint16',
  I8: 'int8',
  U8: 'uint8',
  BOOL: 'bool',
};

/** The length of the header at the start, or undefined if these 9 bytes do not begin a safetensors file. */
export function safetensorsHeaderLength(start: Uint8Array, fileSize: number): number | undefined {
  if (start.length < 9 || start[8] !== 0x7b) return undefined;
  const length = Number(new DataView(start.buffer, start.byteOffset).getBigUint64(0, true));
  return length <= fileSize - 8 ? length : undefined;
}

/** Reads the header of a safetensors file. Throws InvolutionError `INVALID_CHECKPOINT` if it breaks the format. */
export async function readSafetensors(file: ByteSource, headerLength: number): Promise<Map<string, ArrayView>> {
  const header = await readJson(slice(file, 8, headerLength, 'The header'), 'The header');
  if (typeof header !== 'object' || header === null) throw invalid('header', 'The header is no object.');
  const dataStart = 8 + headerLength;
  const views = new Map<string, ArrayView>();
  const ranges: [number, number, string][] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, begin, end } = parseEntry(name, entry);
    if (end - begin !== sizeOf(shape) * bytesOf(dtype)) {
      throw invalid(name, `${name} of shape [${shape}] and type ${dtype} has ${end - begin} bytes.`);
    }
    const storage = slice(file, dataStart + begin, end - begin, name);
    views.set(name, { dtype, shape, storage, isLittleEndian: true });
    ranges.push([begin, end, name]);
  }
  requireNoGaps(ranges, file.size - dataStart);
  return views;
}

function parseEntry(name: string, entry: unknown): { dtype: DType; shape: number[]; begin: number; end: number } {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const known = typeof dtype === 'string' && Object.hasOwn(DTYPES, dtype) ? DTYPES[dtype] : undefined;
  if (known === undefined) throw invalid(name, `${name} is of the type ${String(dtype)}, which is not supported.`);
  const isList = (value: unknown): value is number[] => Array.isArray(value) && value.every(Number.isSafeInteger);
  if (!isList(shape) || !isList(offsets) || offsets.length !== 2) {
    throw invalid(name, `The header says no shape and range of bytes for ${name}.`);
  }
  return { dtype: known, shape, begin: offsets[0]!, end: offsets[1]! };
}

/** The format has every byte belong to one tensor, so that damage shows. */
function requireNoGaps(ranges: [number, number, string][], dataSize: number): void {
  let last = 0;
  for (const [begin, end, name] of ranges.sort(([a, b], [c, d]) => a - c || b - d)) {
    if (begin !== last) throw invalid(name, `${name} begins at byte ${begin} of the data, where ${last} was expected.`);
    last = end;
  }
  if (last !== dataSize) throw invalid('data', `The tensors end at byte ${last}, but the data has ${dataSize} bytes.`);
}
