import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { catalog } = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) as {
  catalog: Record<string, string>;
};

interface Manifest {
  name: string;
  license: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** A package that an install of another brings. */
export interface Dependency {
  name: string;
  /** The ranges of versions that are asked for; none where it is a package of this workspace. */
  ranges: Set<string>;
  licence: string;
  /** What its files take, at the version of the lockfile; undefined for a package of this workspace, which varies. */
  bytes: number | undefined;
  /** Names of packages that an install adds where they fit the system; they aren't followed, since others have others. */
  optional: string[];
  /** Names of the scripts that an install would run. */
  installScripts: string[];
}

/** All that an install of a package brings, by its dependencies and theirs, without its peers: ours first, then by name. */
export function dependenciesOf(folder: string): Dependency[] {
  const found = new Map<string, Dependency>();
  visit(folder, found);
  return [...found.values()].sort(
    (a, b) => Number(b.bytes === undefined) - Number(a.bytes === undefined) || (a.name < b.name ? -1 : 1),
  );
}

function visit(folder: string, found: Map<string, Dependency>): void {
  for (const [name, range] of Object.entries(manifestIn(folder).dependencies ?? {})) {
    const path = folderOf(name, folder);
    const known = found.get(path);
    const dependency = known ?? describe(path);
    if (!range.startsWith('workspace:')) dependency.ranges.add(range === 'catalog:' ? catalog[name]! : range);
    if (known) continue;
    found.set(path, dependency);
    visit(path, found);
  }
}

function describe(folder: string): Dependency {
  const { name, license, scripts = {}, optionalDependencies = {} } = manifestIn(folder);
  const isOurs = !relative(root, folder).startsWith('node_modules');
  return {
    name,
    ranges: new Set(),
    licence: license,
    bytes: isOurs ? undefined : bytesIn(folder),
    optional: Object.keys(optionalDependencies),
    installScripts: Object.keys(scripts).filter((script) => /^(pre|post)?install$/.test(script)),
  };
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !relative(folder, entry.parentPath).includes('node_modules'))
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

/** Where Node finds a package from a folder. Not by `require.resolve`: some have no `exports` that let it. */
function folderOf(name: string, from: string): string {
  const path = createRequire(join(from, 'package.json'))
    .resolve.paths(name)!
    .map((modules) => join(modules, name))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`${name} is not installed for ${from}`);
  return realpathSync(path);
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
