import { invalid } from '../invalid.ts';
import type { Hdf5Reader, Hdf5View } from './reader.ts';

const MAX_LEVEL = 16;
/** Bytes of a name: names of a hostile file could overlap. */
const MAX_NAME = 256;

/** Names of a group's members, with the addresses of their headers, in the order of the file: that of the names. */
export async function readMembers(reader: Hdf5Reader, symbolTable: Hdf5View): Promise<Map<string, number>> {
  const heap = await reader.visit(symbolTable.u64(8), 32);
  heap.requireSignature('HEAP');
  const names = await reader.read(heap.u64(24), heap.u64(8));
  const members = new Map<string, number>();
  await readNode(reader, symbolTable.u64(0), names, members, MAX_LEVEL);
  return members;
}

/** A node of the tree of names: inner ones have nodes, leaves have tables of names. */
async function readNode(
  reader: Hdf5Reader,
  address: number,
  names: Hdf5View,
  members: Map<string, number>,
  levelsLeft: number,
): Promise<void> {
  const header = await reader.visit(address, 24);
  header.requireSignature('TREE');
  const level = header.u8(5);
  if (header.u8(4) !== 0 || level >= levelsLeft) throw invalid('hdf5', 'The HDF5 file has a damaged tree of names.');
  const count = header.u16(6);
  const children = await reader.read(address + 24, 16 * count);
  for (let k = 0; k < count; k++) {
    const child = children.u64(16 * k + 8);
    if (level > 0) await readNode(reader, child, names, members, level);
    else await readNames(reader, child, names, members);
  }
}

async function readNames(
  reader: Hdf5Reader,
  address: number,
  names: Hdf5View,
  members: Map<string, number>,
): Promise<void> {
  const header = await reader.visit(address, 8);
  header.requireSignature('SNOD');
  const count = header.u16(6);
  const entries = await reader.read(address + 8, 40 * count);
  for (let k = 0; k < count; k++) {
    const at = entries.u64(40 * k);
    const name = names.text(at, Math.min(MAX_NAME, names.bytes.length - at));
    const member = entries.address(40 * k + 8);
    if (name === '' || members.has(name) || member === undefined)
      throw invalid('hdf5', `The HDF5 file has no one member ${name}.`);
    members.set(name, member);
  }
}
