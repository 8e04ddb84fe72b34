import { type ByteSource, readRange } from '../byte-source.ts';
import { invalid } from '../invalid.ts';

/** The address of what does not exist. */
const UNDEFINED_ADDRESS = 0xffff_ffff_ffff_ffffn;
/** Structures of a file that are read. A model has some hundreds; a hostile file could have one at each byte. */
const MAX_STRUCTURES = 100_000;
/** Structures are a small part of a file; in all, so many times its size is read of them, and of small files this much more. */
const MAX_REREADS = 2;
const FREE_BYTES = 1 << 22;

/** Reads structures of an HDF5 file at their addresses, each once, so that a cycle is an error. */
export class Hdf5Reader {
  readonly file: ByteSource;
  private readonly visited = new Set<number>();
  private bytesLeft: number;

  constructor(file: ByteSource) {
    this.file = file;
    this.bytesLeft = MAX_REREADS * file.size + FREE_BYTES;
  }

  async read(address: number, length: number): Promise<Hdf5View> {
    this.bytesLeft -= length;
    if (this.bytesLeft < 0) throw invalid('hdf5', 'The HDF5 file refers to the same bytes again and again.');
    return new Hdf5View(await readRange(this.file, address, length, 'A structure of the HDF5 file'));
  }

  /** Reads a structure's first bytes and counts it as visited. */
  visit(address: number, length: number): Promise<Hdf5View> {
    if (this.visited.has(address)) throw invalid('hdf5', `The HDF5 file refers to the structure at ${address} twice.`);
    this.visited.add(address);
    if (this.visited.size > MAX_STRUCTURES)
      throw invalid('hdf5', `The HDF5 file has more than ${MAX_STRUCTURES} structures.`);
    return this.read(address, length);
  }
}

/** Little-endian numbers of a structure. Every access is checked against the structure's end. */
export class Hdf5View {
  readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(at: number): number {
    return this.at(at, 1).getUint8(at);
  }

  u16(at: number): number {
    return this.at(at, 2).getUint16(at, true);
  }

  u32(at: number): number {
    return this.at(at, 4).getUint32(at, true);
  }

  /** A size. Those beyond 2⁵³ lose digits, and are too large all the same. */
  u64(at: number): number {
    return Number(this.at(at, 8).getBigUint64(at, true));
  }

  /** An address, or undefined for that of nothing. */
  address(at: number): number | undefined {
    return this.at(at, 8).getBigUint64(at, true) === UNDEFINED_ADDRESS ? undefined : this.u64(at);
  }

  part(at: number, length: number): Hdf5View {
    this.at(at, length);
    return new Hdf5View(this.bytes.subarray(at, at + length));
  }

  /** @throws InvolutionError unless these four letters are there. */
  requireSignature(signature: string): void {
    if (this.text(0, 4) !== signature) throw invalid('hdf5', `The HDF5 file has no ${signature} where one belongs.`);
  }

  /** Text of at most `length` bytes, up to the first zero. */
  text(at: number, length: number): string {
    const { bytes } = this.part(at, length);
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
  }

  private at(at: number, length: number): DataView {
    if (at >= 0 && length >= 0 && at + length <= this.view.byteLength) return this.view;
    throw invalid('hdf5', 'A structure of the HDF5 file is cut off.');
  }
}
