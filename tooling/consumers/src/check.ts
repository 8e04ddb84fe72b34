// Installs an application as a user does, builds it, runs it, and compares what it logs with its `// →` comments.
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisedLines } from '@involution/readme/promised';
import type { App } from './apps.ts';
import { type Bundled, bundledIn, withoutOurMaps } from './bundle.ts';
import { frameworksAt } from './frameworks.ts';
import { command } from './run.ts';

const STARTERS = fileURLToPath(new URL('../../../apps/starters/', import.meta.url));

/** What was seen of an application that does what it says. */
export interface Seen {
  /** Versions of the packages that it names, as installed. */
  readonly installed: Readonly<Record<string, string>>;
  readonly engine: string;
  readonly logged: readonly string[];
  /** Where something bundles it. */
  readonly bundled?: Bundled;
}

/**
 * @param registry URL of the one that has our packages.
 * @throws Error when it can't be installed, built or run, logs something else than it says, or bundles more than it may.
 */
export async function check({ folder, run, frameworks, bundle }: App, registry: string): Promise<Seen> {
  const copy = await mkdtemp(join(tmpdir(), 'involution-app-'));
  try {
    await cp(join(STARTERS, folder), copy, { recursive: true });
    const promised = await promisedBy(folder);
    const versions = frameworks === undefined ? [] : await frameworksAt(frameworks, copy);
    // Not by a file: who runs this by npm has npm's own registry in the environment, which counts for more. What is of others is
    // taken from npm's cache, so that this runs without a network once it has run with one.
    await command(
      copy,
      'npm',
      'install',
      ...versions,
      '--registry',
      registry,
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
    );
    const installed = await installedIn(copy);
    await withoutOurMaps(copy);
    const { engine, logged, loaded = new Set() } = await run(copy, promised.length);
    demand('it logs', logged, promised);
    if (bundle === undefined) return { installed, engine, logged };
    const bundled = await bundledIn(copy, bundle.folder, loaded);
    demand('its bundle has', bundled.packages, [...bundle.packages].sort());
    const { limit = Number.POSITIVE_INFINITY } = bundle;
    if (bundled.gzipBytes > limit * 1000) throw new Error(`${bundled.gzipBytes} bytes are ours, more than ${limit} kB`);
    return { installed, engine, logged, bundled };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** The lines that a starter says it logs. */
export async function promisedBy(folder: string): Promise<string[]> {
  const names = await readdir(join(STARTERS, folder), { recursive: true });
  const sources = names.filter((name) => name.endsWith('.js'));
  const codes = await Promise.all(sources.sort().map((name) => readFile(join(STARTERS, folder, name), 'utf8')));
  return codes.flatMap(promisedLines);
}

/** @throws Error when a package that the application names is there twice: a framework has state, which copies don't share. */
async function installedIn(folder: string): Promise<Record<string, string>> {
  const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8'));
  const packages: [path: string, { version: string }][] = Object.entries(lock.packages);
  const { dependencies, devDependencies } = lock.packages[''];
  const named = Object.keys({ ...dependencies, ...devDependencies });
  return Object.fromEntries(
    named.map((name) => {
      const copies = packages.filter(([path]) => path.endsWith(`node_modules/${name}`));
      if (copies.length !== 1)
        throw new Error(`${name} is there ${copies.length} times: ${copies.map(([path]) => path)}`);
      return [name, copies[0]![1].version];
    }),
  );
}

function demand(what: string, lines: readonly string[], expected: readonly string[]): void {
  if (lines.join('\n') === expected.join('\n')) return;
  throw new Error([`${what}`, ...lines, 'expected', ...expected].join('\n'));
}
