import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** A folder whose files appear all at once, or not at all. Until then they lie in a folder beside it. */
export class OutputFolder {
  readonly #target: string;
  readonly #paths: string[] = [];
  #draft: string | undefined;

  /** @param target Need not exist. Nothing is made before the first file. */
  constructor(target: string) {
    this.#target = resolve(target);
  }

  /** Writes a file that nobody sees yet. */
  async write(path: string, bytes: Uint8Array): Promise<void> {
    if (this.#draft === undefined) {
      await mkdir(dirname(this.#target), { recursive: true });
      this.#draft = await mkdtemp(`${this.#target}.partial-`);
      process.once('exit', this.discard);
    }
    await mkdir(dirname(join(this.#draft, path)), { recursive: true });
    await writeFile(join(this.#draft, path), bytes);
    this.#paths.push(path);
  }

  /** Reads a file that was written, before it is moved. */
  async read(path: string): Promise<Uint8Array> {
    return new Uint8Array(await readFile(join(this.#draft!, path)));
  }

  /** Moves all files to where they belong; those of the same names there are replaced. */
  async commit(): Promise<void> {
    for (const path of this.#paths) {
      await mkdir(dirname(join(this.#target, path)), { recursive: true });
      await rename(join(this.#draft!, path), join(this.#target, path));
    }
  }

  /** Removes what was not moved. */
  readonly discard = (): void => {
    if (this.#draft === undefined) return;
    rmSync(this.#draft, { recursive: true, force: true });
    process.off('exit', this.discard);
    this.#draft = undefined;
  };
}
