// The files of numbers in data/, each read when its suite is first asked for.
import manifest from '../data/manifest.json' with { type: 'json' };
import type { SuiteName } from './manifest.ts';

/**
 * Where each file is: written out, because bundlers find files by such expressions alone, and functions, because a bundle
 * that does not call them can leave them out.
 */
const URLS: Readonly<Partial<Record<SuiteName, () => URL>>> = {
  golden: () => new URL('../data/golden.bin', import.meta.url),
  generated: () => new URL('../data/generated.bin', import.meta.url),
  'non-finite': () => new URL('../data/non-finite.bin', import.meta.url),
  range: () => new URL('../data/range.bin', import.meta.url),
  determinism: () => new URL('../data/determinism.bin', import.meta.url),
  leaks: () => new URL('../data/leaks.bin', import.meta.url),
};

const read = new Map<SuiteName, Promise<Float64Array>>();

/**
 * All numbers of a suite, none for a suite of zeros: from the disk in Node, over the network in a page.
 *
 * @throws Error when the file can't be read, or is not the one that the manifest describes.
 */
export function numbersOf(suite: SuiteName): Promise<Float64Array> {
  const numbers = read.get(suite) ?? readNumbers(suite);
  read.set(suite, numbers);
  return numbers;
}

async function readNumbers(suite: SuiteName): Promise<Float64Array> {
  const url = URLS[suite]?.();
  const entry = manifest.files[suite];
  if (!url || !entry) return new Float64Array();
  const bytes = await readBytes(url);
  if (bytes.byteLength !== 8 * entry.numbers) {
    throw new Error(`${url} has ${bytes.byteLength} bytes, but the manifest asks for ${8 * entry.numbers}.`);
  }
  return new Float64Array(bytes);
}

/** What Node and what runs its packages have for reading a file, without an import that a bundler for pages would follow. */
interface FileSystem {
  readFile(url: URL): Promise<Uint8Array<ArrayBuffer>>;
}

async function readBytes(url: URL): Promise<ArrayBuffer> {
  if (url.protocol === 'file:') {
    const { process } = globalThis as { process?: { getBuiltinModule?(name: string): FileSystem } };
    const fileSystem = process?.getBuiltinModule?.('node:fs/promises');
    // A copy, because small files come as a part of a larger buffer.
    if (fileSystem) return new Uint8Array(await fileSystem.readFile(url)).buffer;
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} can't be fetched: ${response.status} ${response.statusText}.`);
  return response.arrayBuffer();
}
