// The subpath `@involution/checkpoints/node`: files of Node.
import { open } from 'node:fs/promises';
import type { ByteSource } from './byte-source.ts';

/** A file that is read by ranges until it is closed. */
export interface FileSource extends ByteSource {
  close(): Promise<void>;
}

/** Opens a file for `openCheckpoint`. Rejects with Node's error if there is none that can be read. */
export async function fileSource(path: string): Promise<FileSource> {
  const handle = await open(path);
  const { size } = await handle.stat();
  return {
    size,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      let filled = 0;
      // A read may return less than is there.
      while (filled < length) {
        const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    },
    close: () => handle.close(),
  };
}
