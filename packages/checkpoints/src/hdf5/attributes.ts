import { sizeOf } from '@involution/core';
import { invalid } from '../invalid.ts';
import type { Hdf5Reader, Hdf5View } from './reader.ts';
import { readShape, readType } from './types.ts';

/** A text in a heap: length, address of the collection, index. */
const REFERENCE_SIZE = 16;

/** The texts of an attribute: one of a scalar, several of a list; none of an attribute of another type. */
export interface Hdf5Attribute {
  readonly name: string;
  readonly texts: readonly string[];
}

/** Reads an attribute's message. Its texts are read if `wanted` says so of its name. */
export async function readAttribute(
  reader: Hdf5Reader,
  message: Hdf5View,
  wanted: (name: string) => boolean,
): Promise<Hdf5Attribute> {
  const version = message.u8(0);
  if (version < 1 || version > 3) throw invalid('hdf5', `The HDF5 file has an attribute of version ${version}.`);
  const padded = (size: number) => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const [nameSize, typeSize, shapeSize] = [message.u16(2), message.u16(4), message.u16(6)];
  const nameAt = version === 3 ? 9 : 8;
  const typeAt = nameAt + padded(nameSize);
  const shapeAt = typeAt + padded(typeSize);
  const name = message.text(nameAt, nameSize);
  if (!wanted(name)) return { name, texts: [] };
  const type = readType(message.part(typeAt, typeSize));
  const count = sizeOf(readShape(message.part(shapeAt, shapeSize)));
  if (type.kind !== 'text' || count === 0) return { name, texts: [] };
  const elementSize = type.isVariable ? REFERENCE_SIZE : type.size;
  const dataAt = shapeAt + padded(shapeSize);
  // The part has all elements, so that their number is bounded by the message's size.
  const data = message.part(dataAt, count * elementSize);
  const texts: string[] = [];
  for (let k = 0; k < count && elementSize > 0; k++) {
    const at = k * elementSize;
    texts.push(type.isVariable ? await readHeapText(reader, data.part(at, elementSize)) : data.text(at, elementSize));
  }
  return { name, texts };
}

async function readHeapText(reader: Hdf5Reader, reference: Hdf5View): Promise<string> {
  const address = reference.u64(4);
  const header = await reader.read(address, 16);
  header.requireSignature('GCOL');
  const heap = await reader.read(address, header.u64(8));
  for (let at = 16; at + 16 <= heap.bytes.length; ) {
    const index = heap.u16(at);
    const size = heap.u64(at + 8);
    if (index === 0) break;
    if (index === reference.u32(12)) return heap.text(at + 16, Math.min(size, reference.u32(0)));
    at += 16 + Math.ceil(size / 8) * 8;
  }
  throw invalid('hdf5', 'A text of the HDF5 file is not in its heap.');
}
