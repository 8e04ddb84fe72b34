import { growTo } from './grow.ts';
import { align } from './structure.ts';

/** Bytes behind each part, which kernels may read and write back. */
const SLACK = 32;

/** Where the first part begins: kernels take an address of 0 for none, and threads agree before it on what to do. */
const FIRST = 64;

/** Parts of a memory of our own, which grows where it must. */
export class Heap {
  readonly #memory: WebAssembly.Memory;
  /** What is in use, in the order in which it lies. */
  readonly #taken: { offset: number; end: number }[] = [];

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /**
   * The first place where so many bytes are free.
   *
   * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` when the engine gives no more memory.
   */
  take(bytes: number): number {
    const size = align(bytes) + SLACK;
    let offset = FIRST;
    let before = 0;
    for (const { offset: next, end } of this.#taken) {
      if (next - offset >= size) break;
      offset = end;
      before++;
    }
    growTo(this.#memory, offset + size);
    this.#taken.splice(before, 0, { offset, end: offset + size });
    return offset;
  }

  /** @param offset From `take`, once. */
  free(offset: number): void {
    const at = this.#taken.findIndex((part) => part.offset === offset);
    if (at >= 0) this.#taken.splice(at, 1);
  }
}
