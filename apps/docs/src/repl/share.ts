// Programs in links: everything is in the part of the address that no server sees.

const PREFIX = '#code=';

/** The end of an address that holds a program. */
export async function hashOfCode(code: string): Promise<string> {
  const bytes = await passed(new TextEncoder().encode(code), new CompressionStream('deflate-raw'));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return PREFIX + text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * The program that an address holds, or `undefined` where it holds none.
 *
 * @throws Error where it is not whole.
 */
export async function codeOfHash(hash: string): Promise<string | undefined> {
  if (!hash.startsWith(PREFIX)) return undefined;
  const text = atob(hash.slice(PREFIX.length).replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = await passed(
    Uint8Array.from(text, (char) => char.charCodeAt(0)),
    new DecompressionStream('deflate-raw'),
  );
  return new TextDecoder().decode(bytes);
}

async function passed(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}
