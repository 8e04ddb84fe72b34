// The ends of the ranges of frameworks that our packages admit.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import semver from 'semver';
import { command } from './run.ts';

const PACKAGES = fileURLToPath(new URL('../../../packages/', import.meta.url));

/**
 * The frameworks that an application depends on and that are peers of ours, as `npm install` takes them: `name@version`.
 *
 * @param folder That of the application.
 */
export async function frameworksAt(end: 'lowest' | 'newest', folder: string): Promise<string[]> {
  const names = Object.keys((await manifestIn(folder)).dependencies ?? {});
  const ours = names.filter((name) => name.startsWith('@involution/'));
  const manifests = await Promise.all(ours.map((name) => manifestIn(join(PACKAGES, name.replace('@involution/', '')))));
  const ranges = (name: string) => manifests.flatMap(({ peerDependencies }) => peerDependencies?.[name] ?? []);
  const frameworks = names.filter((name) => ranges(name).length > 0);
  return Promise.all(
    frameworks.map(async (name) => {
      const versions: string[] = JSON.parse(await command(folder, 'npm', 'view', name, 'versions', '--json'));
      const admitted = versions.filter((version) => ranges(name).every((range) => semver.satisfies(version, range)));
      return `${name}@${semver.sort(admitted).at(end === 'lowest' ? 0 : -1)}`;
    }),
  );
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

async function manifestIn(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}
