import type { ArrayView } from '../array-view.ts';
import { type ByteSource, readRange, sourceOf } from '../byte-source.ts';
import { bytesOf } from '../dtype.ts';
import { invalid } from '../invalid.ts';
import { Cursor } from '../pickle/cursor.ts';
import { stateDictOf } from '../pickle/state-dict.ts';
import { unpickle } from '../pickle/unpickle.ts';
import type { Zip } from '../zip.ts';
import { pytorchHost, TorchStorage } from './globals.ts';

const PICKLE = /^(?:[^/]+\/)?data\.pkl$/;

/** The name of the pickle in the zip file of PyTorch 1.6 or later, or undefined if the file is another's. */
export function pickleNameOf({ names }: Zip): string | undefined {
  return names.find((name) => PICKLE.test(name));
}

/** Reads the pickle; the storages are entries of their own. Throws InvolutionError `INVALID_CHECKPOINT`. */
export async function readPytorchZip(zip: Zip, pickleName: string): Promise<Map<string, ArrayView>> {
  const folder = pickleName.slice(0, -'data.pkl'.length);
  const isLittleEndian = await readByteOrder(zip, `${folder}byteorder`);
  const storages = await openStorages(zip, `${folder}data/`);
  const host = pytorchHost(isLittleEndian, (dtype, key, count) => {
    const bytes = storages.get(key);
    if (bytes === undefined) throw invalid(key, `The checkpoint has no storage ${key}, which its pickle refers to.`);
    if (bytes.size === count * bytesOf(dtype)) return new TorchStorage(dtype, bytes);
    throw invalid(key, `The storage ${key} has ${bytes.size} bytes instead of ${count} numbers of ${dtype}.`);
  });
  const pickle = await zip.open(pickleName);
  const bytes = await readRange(pickle, 0, pickle.size, 'The pickle');
  return stateDictOf(await unpickle(new Cursor(sourceOf(bytes)), host));
}

/** Files before PyTorch 2.0 do not say it, and were little-endian. */
async function readByteOrder(zip: Zip, name: string): Promise<boolean> {
  if (!zip.names.includes(name)) return true;
  const source = await zip.open(name);
  const order = new TextDecoder().decode(await readRange(source, 0, Math.min(source.size, 16), name));
  if (order === 'little' || order === 'big') return order === 'little';
  throw invalid(name, `The checkpoint's order of bytes is neither little nor big.`);
}

async function openStorages(zip: Zip, folder: string): Promise<Map<string, ByteSource>> {
  const storages = new Map<string, ByteSource>();
  for (const name of zip.names) {
    if (name.startsWith(folder)) storages.set(name.slice(folder.length), await zip.open(name));
  }
  return storages;
}
