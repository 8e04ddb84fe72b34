import { type ByteSource, slice } from '../byte-source.ts';
import { invalid } from '../invalid.ts';

const CHUNK = 1 << 16;
/** Bytes that an opcode has at most before a payload of its own length. */
const MAX_FIXED = 16;

/** Reads a source from front to back through a small window, so that long payloads are passed over, not read. */
export class Cursor {
  position: number;
  private readonly source: ByteSource;
  private window: Uint8Array = new Uint8Array();
  private windowStart = 0;

  constructor(source: ByteSource, position = 0) {
    this.source = source;
    this.position = position;
  }

  /** Has the next `count` bytes ready, or as many as there are. */
  async prepare(count: number = MAX_FIXED): Promise<void> {
    const end = Math.min(this.position + count, this.source.size);
    if (this.position >= this.windowStart && end <= this.windowStart + this.window.length) return;
    this.windowStart = this.position;
    this.window = await this.source.read(
      this.position,
      Math.min(Math.max(CHUNK, count), this.source.size - this.position),
    );
  }

  /** The next `count` bytes, which must be prepared. */
  take(count: number): DataView {
    const at = this.position - this.windowStart;
    if (at + count > this.window.length)
      throw invalid('pickle', `The pickle ends in the middle, at byte ${this.position}.`);
    this.position += count;
    return new DataView(this.window.buffer, this.window.byteOffset + at, count);
  }

  byte(): number {
    return this.take(1).getUint8(0);
  }

  /** Passes over the next bytes: they stay in the file. */
  skip(length: number): ByteSource {
    const part = slice(this.source, this.position, length, 'An item of the pickle');
    this.position += length;
    return part;
  }

  /** The next bytes. */
  async bytes(length: number): Promise<Uint8Array> {
    await this.prepare(length);
    const { buffer, byteOffset, byteLength } = this.take(length);
    return new Uint8Array(buffer, byteOffset, byteLength);
  }

  /** The text up to the next line feed. */
  async line(): Promise<string> {
    await this.prepare(MAX_LINE);
    const at = this.position - this.windowStart;
    const end = this.window.indexOf(10, at);
    if (end < 0 || end - at >= MAX_LINE) throw invalid('pickle', 'The pickle has a name without an end.');
    const line = this.window.subarray(at, end);
    this.position += line.length + 1;
    return new TextDecoder().decode(line);
  }
}

const MAX_LINE = 1024;
