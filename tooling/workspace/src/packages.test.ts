// What every published package has in common.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { pnpm } from './pnpm.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = join(root, 'packages/');
const packages = readdirSync(folder);

interface Manifest {
  name: string;
  version: string;
  sideEffects: false | string[];
  bin?: Record<string, string>;
  license: string;
  type: string;
  main: string;
  types: string;
  exports: { '.': { types: string; default: string } };
  dependencies?: Record<string, string>;
  scripts: Record<string, string>;
}

/** The files of the tarball that is published, by their paths: pnpm's, which adds the licence of the workspace. */
function pack(cwd: string): Map<string, string> {
  const target = mkdtempSync(join(tmpdir(), 'packed-'));
  try {
    pnpm(cwd, 'pack', '--pack-destination', target);
    const [tarball] = readdirSync(target);
    execFileSync('tar', ['-xzf', tarball!], { cwd: target });
    const paths = execFileSync('tar', ['-tzf', tarball!], { cwd: target, encoding: 'utf8' }).trim().split('\n');
    return new Map(paths.map((path) => [path.replace(/^package\//, ''), readFileSync(join(target, path), 'utf8')]));
  } finally {
    rmSync(target, { recursive: true });
  }
}

const manifestOf = (name: string) => JSON.parse(readFileSync(`${folder}${name}/package.json`, 'utf8')) as Manifest;

/** What a package may depend on, unless it is `core` alone. Of its siblings a tfjs-* package takes the op's names alone. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  'onnxruntime-web': ['core', 'onnx', 'wasm', 'wgsl'],
  'webgpu-interop': ['core', 'wgsl'],
  convert: ['checkpoints', 'core', 'onnx', 'onnxruntime-web', 'tfjs-layers', 'tfjs-wasm'],
};

/** What the workspace says of all its packages. */
const workspace = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

describe.each(packages)('packages/%s', (name) => {
  const manifest = manifestOf(name);
  let packed: Map<string, string>;
  beforeAll(() => {
    packed = pack(`${folder}${name}`);
  });

  it('packs what users need and nothing else', () => {
    const paths = [...packed.keys()];
    const needed = ['README.md', 'LICENSE', 'package.json', 'dist/index.js', 'dist/index.d.ts'];
    expect(paths).toEqual(expect.arrayContaining(needed));
    // The cases of the conformance kit are files for any language.
    const data = name === 'conformance' ? '|data/[\\w.-]+\\.(bin|json)' : '';
    const commands = Object.values(manifest.bin ?? {}).map((path) => path.replace('./', '|'));
    const known = new RegExp(
      `^(dist/[\\w.-]+\\.(js|js\\.map|d\\.ts)|README\\.md|LICENSE|package\\.json${data}${commands.join('')})$`,
    );
    expect(paths.filter((path) => !known.test(path))).toEqual([]);
  });

  it('says who made it, and where: as the workspace does', () => {
    const { author, homepage, bugs, repository } = workspace;
    expect(manifest).toMatchObject({
      author,
      homepage,
      bugs,
      repository: { ...repository, directory: `packages/${name}` },
      publishConfig: { access: 'public', provenance: true },
    });
  });

  it('has the entry of `exports` for tools that know no `exports`: Parcel 2, and TypeScript in the mode node10', () => {
    const { types, default: main } = manifest.exports['.'];
    expect(manifest).toMatchObject({ main, types });
  });

  it('publishes a manifest that names what users can install, and nothing else', () => {
    const published = JSON.parse(packed.get('package.json')!);
    expect(Object.keys(published).filter((key) => /^(scripts|devDependencies)$/.test(key))).toEqual([]);
    const own = Object.keys(manifest.dependencies ?? {}).filter((dependency) => dependency.startsWith('@involution/'));
    const versions = own.map((dependency) => [
      dependency,
      `^${manifestOf(dependency.replace('@involution/', '')).version}`,
    ]);
    expect(published.dependencies ?? {}).toMatchObject(Object.fromEntries(versions));
    expect(JSON.stringify(published)).not.toMatch(/"(workspace|catalog):/);
  });

  it('packs each source map that a file of it names', () => {
    const named = [...packed].flatMap(([path, text]) =>
      [...text.matchAll(/^\/\/# sourceMappingURL=(?!data:)(.*)$/gm)].map(([, url]) =>
        posix.join(posix.dirname(path), url!),
      ),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((path) => !packed.has(path))).toEqual([]);
  });

  it('has no side effect but in register, no install script, and no framework of its own', () => {
    // What people call by name on a command line has no scope.
    const published = name === 'convert' ? 'involution-convert' : `@involution/${name}`;
    expect(manifest).toMatchObject({ name: published, license: 'Apache-2.0', type: 'module' });
    expect([false, ['./dist/register.js']]).toContainEqual(manifest.sideEffects);
    expect(Object.keys(manifest.scripts).filter((script) => /install|prepare/.test(script))).toEqual([]);
    expect(
      Object.keys(manifest.dependencies ?? {}).filter((dependency) => /^@tensorflow|^onnxruntime/.test(dependency)),
    ).toEqual([]);
  });

  it('depends only on what lies below it', () => {
    const allowed = ALLOWED[name] ?? (name.startsWith('tfjs-') ? ['core', 'tfjs', 'wasm', 'wgsl'] : ['core']);
    const own = Object.keys(manifest.dependencies ?? {}).filter((dependency) => dependency.startsWith('@involution/'));
    expect(own.filter((dependency) => !allowed.includes(dependency.replace('@involution/', '')))).toEqual([]);
  });
});
