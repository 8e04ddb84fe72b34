// What examples of the READMEs ask for, in a folder with nothing in it: packages, which a line says how to install, and types.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { blocksOf } from '@involution/readme/blocks';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
/** Where all that they import is installed. */
const HOME = new URL('../.readme/types/', import.meta.url);

const readmes = new Map(
  ['', ...readdirSync(new URL('packages/', ROOT)).map((name) => `packages/${name}/`)].map(
    (folder) => [`${folder}README.md`, new URL(`${folder}README.md`, ROOT)] as const,
  ),
);

/** The packages that a program imports. */
function packagesOf(code: string): string[] {
  const modules = ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
  const bare = modules.filter((name) => !name.startsWith('.') && !isBuiltin(name));
  return bare.map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
}

/** The packages that a README says to install, in blocks and between words. */
function installedBy(text: string): string[] {
  return [...text.matchAll(/npm install ([^`\n]*)/g)].flatMap(([, names]) => names!.split(' '));
}

describe.each([...readmes])('%s', (_, readme) => {
  it('says how to install what its examples import', () => {
    const imported = [...blocksOf(readme, 'ts'), ...blocksOf(readme, 'js')].flatMap(packagesOf);
    expect(installedBy(readFileSync(readme, 'utf8'))).toEqual(expect.arrayContaining(imported));
  });
});

it('examples have right types', () => {
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(HOME, { recursive: true });
  for (const [path, readme] of readmes) {
    for (const [k, code] of blocksOf(readme, 'ts').entries()) {
      writeFileSync(new URL(`${path.replaceAll('/', '-')}-${k + 1}.ts`, HOME), code);
    }
  }
  // What TypeScript writes for a new project, and what READMEs name.
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    moduleDetection: 'force',
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    types: ['@webgpu/types'],
  };
  writeFileSync(new URL('tsconfig.json', HOME), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const typecheck = fileURLToPath(new URL('tooling/config/typecheck.mjs', ROOT));
  const { status, stdout } = spawnSync(process.execPath, [typecheck, '.'], { cwd: HOME, encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
