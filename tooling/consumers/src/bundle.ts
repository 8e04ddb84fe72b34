// What our packages add to what a page loads: what a bundler's source maps say is theirs.
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AnyMap, decodedMappings } from '@jridgewell/trace-mapping';

/** What our packages bring into what a page loads. */
export interface Bundled {
  /** Names of packages, ours and those that only ours depend on. */
  readonly packages: readonly string[];
  /** Of their code, minified as it is there, and gzipped by itself. */
  readonly gzipBytes: number;
}

/**
 * @param folder That of an application, where npm has installed its packages.
 * @param site Where in it the bundler's files are.
 * @param loaded Those of them that the page loaded: what only another backend needs may lie there, but is not to be loaded.
 */
export async function bundledIn(folder: string, site: string, loaded: ReadonlySet<string>): Promise<Bundled> {
  const wanted = await broughtByOurs(folder);
  const packages = new Set<string>();
  let theirs = '';
  for (const name of await readdir(join(folder, site), { recursive: true })) {
    if (!name.endsWith('.js') || !loaded.has(name.replaceAll('\\', '/'))) continue;
    const file = join(folder, site, name);
    const code = await readFile(file, 'utf8');
    const [, address] = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(code) ?? [];
    if (address === undefined) continue;
    for (const piece of piecesOf(code, await readFile(join(dirname(file), address), 'utf8'))) {
      if (!wanted.has(piece.packageName)) continue;
      packages.add(piece.packageName);
      theirs += piece.text;
    }
  }
  return { packages: [...packages].sort(), gzipBytes: gzipSync(theirs).length };
}

/**
 * Takes the source maps of our packages out of an application, before it is built: a bundler that follows them names what
 * our files were made of instead of these files.
 */
export async function withoutOurMaps(folder: string): Promise<void> {
  const ours = join(folder, 'node_modules', '@involution');
  const maps = (await readdir(ours, { recursive: true })).filter((name) => name.endsWith('.map'));
  await Promise.all(maps.map((name) => rm(join(ours, name))));
}

/** Frameworks are peers of ours, so that what is a dependency comes with ours alone. */
async function broughtByOurs(folder: string): Promise<Set<string>> {
  const ours = join(folder, 'node_modules', '@involution');
  const names = new Set<string>();
  for (const name of await readdir(ours)) {
    const { dependencies = {} } = JSON.parse(await readFile(join(ours, name, 'package.json'), 'utf8'));
    for (const each of [`@involution/${name}`, ...Object.keys(dependencies)]) names.add(each);
  }
  return names;
}

/** The pieces of a bundler's code that come out of packages. */
function* piecesOf(code: string, sourceMap: string): Generator<{ packageName: string; text: string }> {
  const map = new AnyMap(sourceMap);
  const packages = map.sources.map((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source ?? '')?.[1]);
  const lines = code.split('\n');
  for (const [line, segments] of decodedMappings(map).entries()) {
    for (const [k, [column, source]] of segments.entries()) {
      const packageName = source === undefined ? undefined : packages[source];
      if (packageName !== undefined) yield { packageName, text: lines[line]!.slice(column, segments[k + 1]?.[0]) };
    }
  }
}
