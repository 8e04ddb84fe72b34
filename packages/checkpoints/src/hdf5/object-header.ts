import { invalid } from '../invalid.ts';
import type { Hdf5Reader, Hdf5View } from './reader.ts';

/** Kinds of messages that describe an object. */
export const MESSAGE = {
  dataspace: 0x01,
  datatype: 0x03,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  symbolTable: 0x11,
} as const;

const CONTINUATION = 0x10;
/** The message is elsewhere in the file. */
const IS_SHARED = 0x02;

/** The messages of a group or dataset, by kind. */
export type ObjectHeader = ReadonlyMap<number, readonly Hdf5View[]>;

/** Reads an object's header of version 1, the one that h5py writes by default. */
export async function readObjectHeader(reader: Hdf5Reader, address: number): Promise<ObjectHeader> {
  const prefix = await reader.visit(address, 16);
  if (prefix.u8(0) !== 1)
    throw invalid('hdf5', 'The HDF5 file has object headers of a version other than 1, which is not supported.');
  const messages = new Map<number, Hdf5View[]>();
  const blocks: { view: Hdf5View }[] = [{ view: await reader.read(address + 16, prefix.u32(8)) }];
  let left = prefix.u16(2);
  for (const { view } of blocks) {
    for (let at = 0; at + 8 <= view.bytes.length && left > 0; left--) {
      const kind = view.u16(at);
      const length = view.u16(at + 2);
      const body = view.part(at + 8, length);
      if (kind === CONTINUATION) {
        blocks.push({ view: await reader.visit(body.u64(0), body.u64(8)) });
      } else if (Object.values<number>(MESSAGE).includes(kind)) {
        if (view.u8(at + 4) & IS_SHARED)
          throw invalid('hdf5', 'The HDF5 file has shared messages, which are not supported.');
        messages.set(kind, [...(messages.get(kind) ?? []), body]);
      }
      at += 8 + length;
    }
  }
  return messages;
}
