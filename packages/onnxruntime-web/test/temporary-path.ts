import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes bytes to a file of their own. */
export async function toTemporaryPath(bytes: Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'involution-')), 'file');
  await writeFile(path, bytes);
  return path;
}
