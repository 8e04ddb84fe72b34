// What every published package has in common.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../../packages/', import.meta.url));
const packages = readdirSync(folder);

interface Manifest {
  name: string;
  sideEffects: false | string[];
  bin?: Record<string, string>;
  license: string;
  type: string;
  dependencies?: Record<string, string>;
  scripts: Record<string, string>;
}

/** The files of the tarball that is published: pnpm's, which adds the licence of the workspace. */
function packedFiles(cwd: string): string[] {
  const target = mkdtempSync(join(tmpdir(), 'packed-'));
  try {
    execFileSync('pnpm', ['pack', '--pack-destination', target], { cwd, stdio: 'pipe' });
    const [tarball] = readdirSync(target);
    const listed = execFileSync('tar', ['-tzf', join(target, tarball!)], { encoding: 'utf8' });
    return listed
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''));
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

describe.each(packages)('packages/%s', (name) => {
  const manifest = manifestOf(name);

  it('packs what users need and nothing else', () => {
    const paths = packedFiles(`${folder}${name}`);
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
