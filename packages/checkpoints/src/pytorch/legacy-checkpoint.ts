import type { ArrayView } from '../array-view.ts';
import { type ByteSource, readRange } from '../byte-source.ts';
import { bytesOf, type DType } from '../dtype.ts';
import { invalid } from '../invalid.ts';
import { Cursor } from '../pickle/cursor.ts';
import { listOf } from '../pickle/globals.ts';
import { stateDictOf } from '../pickle/state-dict.ts';
import { unpickle } from '../pickle/unpickle.ts';
import { pytorchHost, TorchStorage } from './globals.ts';

const NO_STORAGES = pytorchHost(true, () => {
  throw invalid('pickle', 'The checkpoint has a storage before its tensors.');
});

/** The magic number of PyTorch's files before 1.6, as the pickle that begins them. */
const MAGIC = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
const PROTOCOL = 1001;

/** Whether a file begins as PyTorch's files before 1.6 do. Protocols of pickle differ in the second byte alone. */
export function isLegacyPytorch(start: Uint8Array): boolean {
  return MAGIC.every((byte, at) => at === 1 || start[at] === byte);
}

/** A storage whose bytes come after the pickle that refers to it. */
class LaterStorage implements ByteSource {
  readonly size: number;
  readonly dtype: DType;
  readonly count: number;
  private readonly file: ByteSource;
  /** Where it begins in the file, once that is known. */
  start = Number.NaN;

  constructor(file: ByteSource, dtype: DType, count: number) {
    this.file = file;
    this.dtype = dtype;
    this.count = count;
    this.size = count * bytesOf(dtype);
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    return readRange(this.file, this.start + offset, length, 'A storage');
  }
}

/**
 * Reads a file of PyTorch before 1.6: pickles of the magic number, the version, the machine, the tensors and the storages'
 * keys, then the storages. Throws InvolutionError `INVALID_CHECKPOINT`.
 */
export async function readLegacyPytorch(file: ByteSource): Promise<Map<string, ArrayView>> {
  const cursor = new Cursor(file);
  await unpickle(cursor, NO_STORAGES);
  const protocol = await unpickle(cursor, NO_STORAGES);
  if (protocol !== PROTOCOL)
    throw invalid('protocol', `The checkpoint is of version ${String(protocol)}, not ${PROTOCOL}.`);
  const machine = await unpickle(cursor, NO_STORAGES);
  if (!(machine instanceof Map) || machine.get('little_endian') !== true) {
    throw invalid('little_endian', 'The checkpoint is not of a little-endian machine.');
  }
  const storages = new Map<string, LaterStorage>();
  const host = pytorchHost(true, (dtype, key, count, id) => {
    const storage = storages.get(key) ?? new LaterStorage(file, dtype, count);
    if (storage.dtype !== dtype || storage.count !== count) {
      throw invalid(key, `The checkpoint describes the storage ${key} in two ways.`);
    }
    storages.set(key, storage);
    // Files before PyTorch 0.4, which is older than involution.
    if (id[5] !== null) throw invalid(key, `The storage ${key} is a view of another, which is not supported.`);
    return new TorchStorage(dtype, storage);
  });
  const tensors = await unpickle(cursor, host);
  const keys = listOf(await unpickle(cursor, NO_STORAGES));
  await locate(storages, keys, cursor, file);
  return stateDictOf(tensors);
}

/** The storages lie in the order of their keys, each after its number of elements. */
async function locate(
  storages: Map<string, LaterStorage>,
  keys: readonly unknown[],
  cursor: Cursor,
  file: ByteSource,
): Promise<void> {
  for (const key of keys) {
    const storage = storages.get(String(key));
    if (storage === undefined) throw invalid(String(key), `Nothing refers to the storage ${String(key)}.`);
    await cursor.prepare(8);
    const count = Number(cursor.take(8).getBigUint64(0, true));
    if (count !== storage.count) {
      throw invalid(String(key), `The storage ${String(key)} has ${count} elements instead of ${storage.count}.`);
    }
    storage.start = cursor.position;
    cursor.skip(storage.size);
  }
  for (const [key, { start }] of storages) {
    if (Number.isNaN(start)) throw invalid(key, `The checkpoint has no storage ${key}, which its pickle refers to.`);
  }
  if (cursor.position !== file.size) throw invalid('storages', 'The checkpoint goes on after its last storage.');
}
