import { Inflate } from 'fflate';
import { type ByteSource, readRange, slice } from './byte-source.ts';
import { crc32 } from './crc32.ts';
import { invalid } from './invalid.ts';

/** Where an entry's local header says what the central directory says of it. */
interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly headerOffset: number;
}

/** A zip file whose directory is read. */
export interface Zip {
  readonly names: readonly string[];
  /**
   * The content of an entry, as a source: its CRC-32 is verified before the first byte is given out.
   *
   * @throws InvolutionError `INVALID_CHECKPOINT` if there is no such entry, or its two headers disagree.
   */
  open(name: string): Promise<ByteSource>;
}

const END_SIGNATURE = 0x06054b50;
const DIRECTORY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_SIZE = 22;
const MAX_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;
/** An entry may inflate to so many times the file's size: numbers hardly compress, so that more is an attack. */
const MAX_INFLATION = 2;
/** Bytes that are summed at a time. */
const CHUNK = 1 << 20;

/** Reads the central directory of a zip file. Throws InvolutionError `INVALID_CHECKPOINT` if it breaks the format. */
export async function openZip(file: ByteSource): Promise<Zip> {
  const entries = await readDirectory(file);
  return {
    names: [...entries.keys()],
    async open(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw invalid(name, `The zip file has no entry ${name}.`);
      const data = await dataOf(file, entry);
      if (entry.method === STORED && entry.size === entry.compressedSize) return verified(data, entry);
      if (entry.method === DEFLATED) return inflated(data, entry, file.size);
      throw invalid(name, `The zip entry ${name} is compressed by method ${entry.method}, which is not supported.`);
    },
  };
}

async function readDirectory(file: ByteSource): Promise<Map<string, ZipEntry>> {
  const tailSize = Math.min(file.size, END_SIZE + MAX_COMMENT);
  const tail = viewOf(await readRange(file, file.size - tailSize, tailSize, 'The end of the zip file'));
  let end = tailSize - END_SIZE;
  while (end >= 0 && tail.getUint32(end, true) !== END_SIGNATURE) end--;
  if (end < 0) throw invalid('zip', 'The zip file is cut off: it has no end of a central directory.');
  const count = tail.getUint16(end + 10, true);
  const size = tail.getUint32(end + 12, true);
  const offset = tail.getUint32(end + 16, true);
  if (count === 0xffff || size === 0xffffffff || offset === 0xffffffff) {
    throw invalid(
      'zip',
      'The zip file is of the zip64 kind, for more than 4 GB or 65,534 entries, which is not supported.',
    );
  }
  const directory = viewOf(await readRange(file, offset, size, 'The central directory'));
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let k = 0; k < count; k++) {
    if (at + 46 > size || directory.getUint32(at, true) !== DIRECTORY_SIGNATURE) {
      throw invalid('zip', `Entry ${k} of ${count} in the zip file's central directory is damaged.`);
    }
    const nameSize = directory.getUint16(at + 28, true);
    const next = at + 46 + nameSize + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
    if (next > size) throw invalid('zip', `Entry ${k} of ${count} in the zip file's central directory is cut off.`);
    const name = decode(new Uint8Array(directory.buffer, directory.byteOffset + at + 46, nameSize));
    if (entries.has(name)) throw invalid(name, `The zip file has two entries ${name}.`);
    entries.set(name, {
      name,
      method: directory.getUint16(at + 10, true),
      crc: directory.getUint32(at + 16, true),
      compressedSize: directory.getUint32(at + 20, true),
      size: directory.getUint32(at + 24, true),
      headerOffset: directory.getUint32(at + 42, true),
    });
    at = next;
  }
  return entries;
}

/** The bytes after an entry's local header, as they are stored. */
async function dataOf(file: ByteSource, entry: ZipEntry): Promise<ByteSource> {
  const { name, headerOffset } = entry;
  const what = `The zip entry ${name}`;
  const header = viewOf(await readRange(file, headerOffset, 30, what));
  const nameSize = header.getUint16(26, true);
  const localName = decode(await readRange(file, headerOffset + 30, nameSize, what));
  if (header.getUint32(0, true) !== LOCAL_SIGNATURE || localName !== name) {
    throw invalid(name, `The zip entry ${name} does not begin where the central directory says.`);
  }
  const start = headerOffset + 30 + nameSize + header.getUint16(28, true);
  return slice(file, start, entry.compressedSize, what);
}

/** A source that sums all its bytes before it gives out the first. */
function verified(data: ByteSource, entry: ZipEntry): ByteSource {
  let isVerified = false;
  return {
    size: data.size,
    async read(offset, length) {
      if (isVerified) return data.read(offset, length);
      if (length === data.size) {
        const bytes = await data.read(offset, length);
        requireChecksum(crc32(bytes), entry);
        isVerified = true;
        return bytes;
      }
      let crc = 0;
      for (let from = 0; from < data.size; from += CHUNK) {
        crc = crc32(await data.read(from, Math.min(CHUNK, data.size - from)), crc);
      }
      requireChecksum(crc, entry);
      isVerified = true;
      return data.read(offset, length);
    },
  };
}

/** A source that inflates and sums the entry at each read, so that nothing is held between them. */
function inflated(data: ByteSource, entry: ZipEntry, fileSize: number): ByteSource {
  const { name, size } = entry;
  if (size > MAX_INFLATION * fileSize) {
    throw invalid(name, `The zip entry ${name} would inflate to ${size} bytes, out of a file of ${fileSize}.`);
  }
  return { size, read: async (offset, length) => (await inflate(data, entry)).subarray(offset, offset + length) };
}

async function inflate(data: ByteSource, entry: ZipEntry): Promise<Uint8Array> {
  const { name, size } = entry;
  const result = new Uint8Array(size);
  let filled = 0;
  const stream = new Inflate((chunk) => {
    if (filled + chunk.length > size) throw invalid(name, `The zip entry ${name} inflates to more than ${size} bytes.`);
    result.set(chunk, filled);
    filled += chunk.length;
  });
  // Small parts, so that what a part inflates to is small too before its size is checked.
  const part = 1 << 12;
  for (let from = 0; from < data.size; from += part) {
    const length = Math.min(part, data.size - from);
    const bytes = await data.read(from, length);
    try {
      stream.push(bytes, from + length === data.size);
    } catch (cause) {
      throw invalid(name, `The zip entry ${name} does not inflate.`, cause);
    }
  }
  if (filled !== size) throw invalid(name, `The zip entry ${name} inflates to ${filled} bytes instead of ${size}.`);
  requireChecksum(crc32(result), entry);
  return result;
}

function requireChecksum(crc: number, { name, crc: expected }: ZipEntry): void {
  if (crc === expected) return;
  throw invalid(name, `The zip entry ${name} is damaged: its CRC-32 is ${hex(crc)}, but should be ${hex(expected)}.`);
}

const hex = (value: number) => value.toString(16).padStart(8, '0');
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
