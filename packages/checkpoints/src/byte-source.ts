import { invalid } from './invalid.ts';

/** Bytes that are read by ranges, so that a file need never be in memory as a whole. */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /** Reads exactly `length` bytes from `offset` on. Whoever calls stays inside the source. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** The source of bytes in memory, or of a page's file, which is read slice by slice. */
export function sourceOf(data: Uint8Array | ArrayBuffer | Blob): ByteSource {
  if (data instanceof Blob) {
    return {
      size: data.size,
      read: async (offset, length) => new Uint8Array(await data.slice(offset, offset + length).arrayBuffer()),
    };
  }
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/**
 * Reads a range that a file claims to have, checked against the source's size before anything is allocated.
 *
 * @param what What the range holds, for the message.
 * @throws InvolutionError `INVALID_CHECKPOINT` if the range leaves the source, or the source returns another length.
 */
export async function readRange(source: ByteSource, offset: number, length: number, what: string): Promise<Uint8Array> {
  requireRange(source, offset, length, what);
  const bytes = await source.read(offset, length);
  if (bytes.length === length) return bytes;
  throw invalid(what, `The source returned ${bytes.length} bytes of ${what} where ${length} were asked for.`);
}

/** The part of a source from `offset` on, as a source. Throws as {@link readRange} does. */
export function slice(source: ByteSource, offset: number, length: number, what: string): ByteSource {
  requireRange(source, offset, length, what);
  return { size: length, read: (from, count) => source.read(offset + from, count) };
}

function requireRange(source: ByteSource, offset: number, length: number, what: string): void {
  const isInside =
    Number.isSafeInteger(offset) &&
    Number.isSafeInteger(length) &&
    offset >= 0 &&
    length >= 0 &&
    offset + length <= source.size;
  if (isInside) return;
  throw invalid(
    what,
    `${what} lies at byte ${offset} and has ${length} bytes, but there are only ${source.size} bytes.`,
  );
}
