import { sizeOf } from '@involution/core';
import type { ArrayView } from '../array-view.ts';
import { type ByteSource, readRange, slice, sourceOf } from '../byte-source.ts';
import { invalid } from '../invalid.ts';
import { readAttribute } from './attributes.ts';
import { readMembers } from './groups.ts';
import { MESSAGE, type ObjectHeader, readObjectHeader } from './object-header.ts';
import { Hdf5Reader, Hdf5View } from './reader.ts';
import { readShape, readType } from './types.ts';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const SUPERBLOCK_SIZE = 96;
const MAX_DEPTH = 16;
/** Layouts of a dataset. */
const COMPACT = 0;
const CONTIGUOUS = 1;

/** What a file holds, by paths. */
export interface Hdf5Content {
  readonly arrays: Map<string, ArrayView>;
  /** Texts of the wanted attributes, by the group's path (`''` for the root) and their name, separated by `@`. */
  readonly attributes: Map<string, readonly string[]>;
}

/** Whether a file begins as HDF5 files do. */
export function isHdf5(start: Uint8Array): boolean {
  return SIGNATURE.every((byte, at) => start[at] === byte);
}

/**
 * Lists the numeric arrays of an HDF5 file as h5py writes one by default: superblock of version 0, names in trees, arrays in
 * one piece. Only headers are read. jsfive and h5wasm read more kinds of files, but need the whole file in memory, and
 * allocate by counts that the file claims.
 *
 * @param wanted Whether the texts of an attribute of this name are to be read.
 * @throws InvolutionError `INVALID_CHECKPOINT` for a file that is damaged or of another kind.
 */
export async function readHdf5(file: ByteSource, wanted: (name: string) => boolean): Promise<Hdf5Content> {
  const superblock = new Hdf5View(await readRange(file, 0, SUPERBLOCK_SIZE, 'The superblock'));
  if (superblock.u8(8) !== 0 || superblock.u8(13) !== 8 || superblock.u8(14) !== 8 || superblock.u64(24) !== 0) {
    throw invalid('hdf5', "The HDF5 file is not of the kind that h5py writes by default (libver='earliest').");
  }
  const end = superblock.u64(40);
  if (end > file.size) throw invalid('hdf5', `The HDF5 file is cut off: it has ${file.size} bytes instead of ${end}.`);
  const reader = new Hdf5Reader(file);
  const content: Hdf5Content = { arrays: new Map(), attributes: new Map() };

  /** Reads an object and all below it. */
  async function visit(path: string, address: number, depth: number): Promise<void> {
    const header = await readObjectHeader(reader, address);
    for (const message of header.get(MESSAGE.attribute) ?? []) {
      const { name, texts } = await readAttribute(reader, message, wanted);
      if (texts.length > 0) content.attributes.set(`${path}@${name}`, texts);
    }
    const [symbolTable] = header.get(MESSAGE.symbolTable) ?? [];
    if (symbolTable === undefined) {
      content.arrays.set(path, readDataset(file, path, header));
      return;
    }
    if (depth === MAX_DEPTH) throw invalid(path, `The HDF5 file has more than ${MAX_DEPTH} groups in one another.`);
    for (const [name, member] of await readMembers(reader, symbolTable)) {
      await visit(path === '' ? name : `${path}/${name}`, member, depth + 1);
    }
  }
  await visit('', superblock.u64(64), 0);
  return content;
}

function readDataset(file: ByteSource, path: string, header: ObjectHeader): ArrayView {
  const [typeMessage] = header.get(MESSAGE.datatype) ?? [];
  const [shapeMessage] = header.get(MESSAGE.dataspace) ?? [];
  const [layout] = header.get(MESSAGE.layout) ?? [];
  if (typeMessage === undefined || shapeMessage === undefined || layout === undefined) {
    throw invalid(path, `${path} in the HDF5 file is neither a group nor an array.`);
  }
  const type = readType(typeMessage);
  if (type.kind !== 'number') throw invalid(path, `${path} in the HDF5 file is no array of numbers of a known type.`);
  const shape = readShape(shapeMessage);
  const size = sizeOf(shape) * type.size;
  const storage = storageOf(file, path, layout, size);
  if (header.has(MESSAGE.filters) || storage === undefined) {
    throw invalid(
      path,
      `${path} in the HDF5 file is compressed or in chunks, which Keras does not write and is not supported.`,
    );
  }
  if (storage.size !== size) {
    throw invalid(path, `${path} of shape [${shape}] in the HDF5 file has ${storage.size} bytes instead of ${size}.`);
  }
  return { dtype: type.dtype, shape, storage, isLittleEndian: type.isLittleEndian };
}

/** The bytes of a dataset, or undefined if they are in chunks. */
function storageOf(file: ByteSource, path: string, layout: Hdf5View, size: number): ByteSource | undefined {
  const version = layout.u8(0);
  if (version !== 3)
    throw invalid(path, `${path} in the HDF5 file has a layout of version ${version}, which is not supported.`);
  switch (layout.u8(1)) {
    case COMPACT:
      return sourceOf(layout.part(4, layout.u16(2)).bytes);
    case CONTIGUOUS: {
      const address = layout.address(2);
      // Space is allotted with the first number that is written: an empty array has none.
      if (address === undefined && size === 0) return sourceOf(new Uint8Array());
      return slice(file, address ?? Number.NaN, layout.u64(10), path);
    }
    default:
      return undefined;
  }
}
