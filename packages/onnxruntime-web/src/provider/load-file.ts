/**
 * The bytes of what onnxruntime-web takes for a file: a path or URL (in Node a path, elsewhere what `fetch` takes), a
 * blob, or the bytes themselves.
 */
export async function loadFile(file: string | Blob | ArrayBufferLike | Uint8Array): Promise<Uint8Array> {
  if (file instanceof Uint8Array) return file;
  if (typeof file === 'string') return fileSystem()?.readFile(file) ?? fetchFile(file);
  return new Uint8Array(file instanceof Blob ? await file.arrayBuffer() : file);
}

/**
 * The path or URL of a file beside another.
 *
 * @returns `undefined` for a place that is not in the folder of the other, or when that has none, as a blob's URL.
 */
export function fileBeside(file: string, location: string): string | undefined {
  if (/^[\\/]|:|(?:^|[\\/])\.\.(?:[\\/]|$)/.test(location)) return undefined;
  if (fileSystem() !== undefined) return file.replace(/[^\\/]*$/, '') + location;
  const page = globalThis.location?.href;
  return URL.canParse(file, page) && URL.canParse(location, new URL(file, page))
    ? new URL(location, new URL(file, page)).href
    : undefined;
}

/** Node's, without an import that a bundler for browsers would stumble over. */
function fileSystem(): typeof import('node:fs/promises') | undefined {
  const isNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
  return isNode ? process.getBuiltinModule('node:fs/promises') : undefined;
}

async function fetchFile(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  // In onnxruntime-web's own words.
  if (!response.ok) throw new Error(`failed to load external data file: ${url}`);
  return new Uint8Array(await response.arrayBuffer());
}
