import { MESSAGES } from './onnxruntime-internals.ts';

/**
 * The bytes of what onnxruntime-web takes for a file: a path or URL (in Node a path, elsewhere what `fetch` takes), a
 * blob, or the bytes themselves.
 *
 * @throws Error in onnxruntime-web's words, with its `cause`, when there is no such file.
 */
export async function loadFile(file: string | Blob | ArrayBufferLike | Uint8Array): Promise<Uint8Array> {
  if (file instanceof Uint8Array) return file;
  if (typeof file === 'string') return nodeModule('node:fs/promises')?.readFile(file) ?? fetchFile(file);
  return new Uint8Array(file instanceof Blob ? await file.arrayBuffer() : file);
}

/**
 * The path or URL of a file that lies beside another, or below its folder.
 *
 * @param file A path or URL, as {@link loadFile} takes it.
 * @param relativePath With `/` between its parts.
 * @returns `undefined` where nothing can lie beside it, as with `blob:` URLs, and for paths that lead elsewhere.
 */
export function pathBeside(file: string, relativePath: string): string | undefined {
  if (/^$|^[/\\]|^[a-z][a-z\d+.-]*:|(^|[/\\])\.\.([/\\]|$)/i.test(relativePath)) return undefined;
  const path = nodeModule('node:path');
  if (path !== undefined) return path.join(path.dirname(file), relativePath);
  const encoded = relativePath.split('/').map(encodeURIComponent).join('/');
  // Resolved as `fetch` does it.
  const { url } = new Request(file);
  return URL.canParse(encoded, url) ? new URL(encoded, url).href : undefined;
}

interface NodeModules {
  'node:fs/promises': typeof import('node:fs/promises');
  'node:path': typeof import('node:path');
}

/** A module of Node, without an import that a bundler for browsers would stumble over; `undefined` outside Node. */
function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  const isNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
  return isNode ? (process.getBuiltinModule(name) as NodeModules[Name]) : undefined;
}

async function fetchFile(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(MESSAGES.missingFile(url));
  return new Uint8Array(await response.arrayBuffer());
}
