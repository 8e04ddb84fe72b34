// What every published package has in common.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../../packages/', import.meta.url));
const packages = readdirSync(folder);

interface Manifest {
  name: string;
  sideEffects: false | string[];
  license: string;
  type: string;
  dependencies?: Record<string, string>;
  scripts: Record<string, string>;
}

const manifestOf = (name: string) => JSON.parse(readFileSync(`${folder}${name}/package.json`, 'utf8')) as Manifest;

/** What a package may depend on, unless it is `core` alone. Of its siblings a tfjs-* package takes the op's names alone. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  'onnxruntime-web': ['core', 'onnx', 'wasm', 'wgsl'],
};

describe.each(packages)('packages/%s', (name) => {
  const manifest = manifestOf(name);

  it('packs what users need and nothing else', () => {
    const json = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: `${folder}${name}`,
      encoding: 'utf8',
      // Under pnpm the environment holds pnpm's settings, of which npm would complain one by one.
      env: { PATH: process.env.PATH },
    });
    const [{ files }] = JSON.parse(json) as [{ files: { path: string }[] }];
    const paths = files.map((file) => file.path);
    expect(paths).toEqual(expect.arrayContaining(['README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts']));
    // The cases of the conformance kit are files for any language.
    const data = name === 'conformance' ? '|data/[\\w.-]+\\.(bin|json)' : '';
    const known = new RegExp(`^(dist/[\\w.-]+\\.(js|js\\.map|d\\.ts)|README\\.md|package\\.json${data})$`);
    expect(paths.filter((path) => !known.test(path))).toEqual([]);
  });

  it('has no side effect but in register, no install script, and no framework of its own', () => {
    expect(manifest).toMatchObject({ name: `@involution/${name}`, license: 'Apache-2.0', type: 'module' });
    expect([false, ['./dist/register.js']]).toContainEqual(manifest.sideEffects);
    expect(Object.keys(manifest.scripts).filter((script) => /install|prepare/.test(script))).toEqual([]);
    expect(
      Object.keys(manifest.dependencies ?? {}).filter((dependency) => /tensorflow|onnxruntime/.test(dependency)),
    ).toEqual([]);
  });

  it('depends only on what lies below it', () => {
    const allowed = ALLOWED[name] ?? (name.startsWith('tfjs-') ? ['core', 'tfjs', 'wasm', 'wgsl'] : ['core']);
    const own = Object.keys(manifest.dependencies ?? {}).filter((dependency) => dependency.startsWith('@involution/'));
    expect(own.filter((dependency) => !allowed.includes(dependency.replace('@involution/', '')))).toEqual([]);
  });
});
