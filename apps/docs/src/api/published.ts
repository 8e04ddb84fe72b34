// What is published, as the packages' own package.json say it.
import { readdirSync, readFileSync } from 'node:fs';

/** What a package can be imported by. */
export interface Entry {
  /** `@involution/core/networks`. */
  readonly specifier: string;
  /** Of its source, from the folder of all packages: `core/src/networks.ts`. */
  readonly source: string;
  /** Of its page in the reference, without the site's language: `/api/core/networks`. */
  readonly path: string;
}

/** A package that users install. */
export interface PublishedPackage {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly entries: readonly Entry[];
}

/** What the site reads of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export const PACKAGES = new URL('../../../../packages/', import.meta.url);

/** Packages stand below those that depend on them: first the spec, last what converts between all. */
const ORDER = [
  'core',
  'tfjs',
  'tfjs-cpu',
  'tfjs-wasm',
  'tfjs-webgl',
  'tfjs-webgpu',
  'tfjs-layers',
  'tfjs-converter',
  'onnxruntime-web',
  'onnx',
];

/** All packages that are published, those first which most users need. */
export function publishedPackages(): PublishedPackage[] {
  return readdirSync(PACKAGES)
    .map((folder) => ({ folder, manifest: manifestOf(folder) }))
    .filter(({ manifest }) => manifest.private !== true)
    .map(({ folder, manifest }) => ({ folder, manifest, entries: entriesOf(folder, manifest) }))
    .sort((a, b) => rank(a.folder) - rank(b.folder));
}

function rank(folder: string): number {
  const at = ORDER.indexOf(folder);
  return at < 0 ? ORDER.length : at;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(new URL(`${folder}/package.json`, PACKAGES), 'utf8')) as Manifest;
}

/** The messages of ONNX files, which ONNX itself documents. */
const MESSAGES = './proto';

/** Files of data have no declarations, and no page. */
function entriesOf(folder: string, { name, exports }: Manifest): Entry[] {
  return Object.entries(exports).flatMap(([subpath, target]) => {
    if (typeof target === 'string' || subpath === MESSAGES) return [];
    const [, file] = /^\.\/dist\/(\w+)\.d\.ts$/.exec(target.types)!;
    const below = subpath.slice(1);
    return [{ specifier: name + below, source: `${folder}/src/${file}.ts`, path: `/api/${folder}${below || '/'}` }];
  });
}

/** Of the page of an entry, from the folder of the reference: `core/index`. */
export function fileOf({ path }: Entry): string {
  return path.replace('/api/', '').replace(/\/$/, '/index');
}
