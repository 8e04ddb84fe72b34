// Installs an application as a user does, builds it, runs it, and compares what it logs with its `// →` comments.
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisedLines } from '@involution/readme/promised';
import type { App } from './apps.ts';
import { command } from './run.ts';

const STARTERS = fileURLToPath(new URL('../../../apps/starters/', import.meta.url));

/** What an application logged, and what it says that it logs. */
export interface Logged {
  readonly promised: readonly string[];
  readonly logged: readonly string[];
}

/**
 * @param registry URL of the one that has our packages.
 * @throws Error when it can't be installed, built or run.
 */
export async function check({ folder, run }: App, registry: string): Promise<Logged> {
  const copy = await mkdtemp(join(tmpdir(), 'involution-app-'));
  try {
    await cp(join(STARTERS, folder), copy, { recursive: true });
    const sources = (await readdir(copy)).filter((name) => name.endsWith('.js'));
    const codes = await Promise.all(sources.map((name) => readFile(join(copy, name), 'utf8')));
    const promised = codes.flatMap(promisedLines);
    // Not by a file: who runs this by npm has npm's own registry in the environment, which counts for more.
    await command(copy, ['npm', 'install', '--registry', registry, '--no-audit', '--no-fund']);
    const logged = await run(copy, promised.length);
    // Programs show lists in brackets; what is promised is how text joins them.
    return { promised, logged: logged.map(plain) };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

function plain(line: string): string {
  return line.replace(/\[ (.*?) \]/g, (_, list: string) => list.replaceAll(', ', ','));
}
