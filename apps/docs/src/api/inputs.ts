// What the pages of the reference are written from: where it is as last time, so are they.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { PACKAGES, publishedPackages } from './published.ts';

const STAMP = new URL('../../.vitepress/cache/api-inputs.txt', import.meta.url);

/** Tells all sources, and this program, from any others. */
export function hashOfInputs(): string {
  const hash = createHash('sha256');
  const sources = publishedPackages().map(({ folder }) => new URL(`${folder}/src/`, PACKAGES));
  for (const folder of [new URL('./', import.meta.url), ...sources]) {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      if (/\.(ts|json)$/.test(file)) hash.update(file).update(readFileSync(new URL(file, folder)));
    }
  }
  return hash.update(JSON.stringify(publishedPackages())).digest('hex');
}

export function hashOfLastTime(): string | undefined {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return undefined;
  }
}

export function keepHash(hash: string): void {
  mkdirSync(new URL('./', STAMP), { recursive: true });
  writeFileSync(STAMP, hash);
}
