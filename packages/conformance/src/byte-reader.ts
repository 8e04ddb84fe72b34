/** Reads lines and counted bytes from a stream, in turn. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The text up to the next newline, without it; `undefined` when the stream ends before. */
  async line(): Promise<string | undefined> {
    let end = this.#rest.indexOf('\n');
    while (end < 0) {
      if (!(await this.#readMore())) return undefined;
      end = this.#rest.indexOf('\n');
    }
    return this.#take(end + 1).toString('utf8', 0, end);
  }

  /** The next bytes; `undefined` when the stream ends before. */
  async bytes(count: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length < count) if (!(await this.#readMore())) return undefined;
    return this.#take(count);
  }

  async #readMore(): Promise<boolean> {
    const { done, value } = await this.#chunks.next();
    if (done) return false;
    this.#rest = Buffer.concat([this.#rest, value]);
    return true;
  }

  #take(count: number): Buffer {
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }
}
