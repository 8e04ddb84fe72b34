import { InvolutionError } from '@involution/core';

/** Bytes of a page of WebAssembly memory. */
const PAGE = 65536;

/**
 * Grows a memory to so many bytes, if it has fewer.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when the engine gives no more memory.
 */
export function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const pages = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (pages <= 0) return;
  try {
    memory.grow(pages);
  } catch (cause) {
    const message = `The engine gives no memory of ${bytes} bytes.`;
    throw new InvolutionError('DEVICE_LIMIT_EXCEEDED', 'memory', message, { cause });
  }
}
