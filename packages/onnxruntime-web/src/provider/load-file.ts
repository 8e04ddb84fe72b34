/**
 * The bytes of what onnxruntime-web takes for a file: a path or URL (in Node a path, elsewhere what `fetch` takes), a
 * blob, or the bytes themselves.
 */
export async function loadFile(file: string | Blob | ArrayBufferLike | Uint8Array): Promise<Uint8Array> {
  if (file instanceof Uint8Array) return file;
  if (typeof file === 'string') return fileSystem()?.readFile(file) ?? fetchFile(file);
  return new Uint8Array(file instanceof Blob ? await file.arrayBuffer() : file);
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
