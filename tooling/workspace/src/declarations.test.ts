// The declarations of every package, as they are built, in the compilers of users: the oldest that the docs name, and later ones.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';

const require = createRequire(import.meta.url);
const PACKAGES = realpathSync(fileURLToPath(new URL('../../../packages/', import.meta.url)));
/** Programs that import every entry, where all packages are installed. */
const HOME = fileURLToPath(new URL('../.readme/declarations/', import.meta.url));
const RESOLUTIONS = [
  { module: 'ESNext', moduleResolution: 'Bundler' },
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
] as const;
type Resolution = (typeof RESOLUTIONS)[number];

interface Manifest {
  name: string;
  exports: Record<string, string | { types?: string }>;
}

beforeAll(() => {
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(HOME, { recursive: true });
  writeFileSync(join(HOME, 'package.json'), JSON.stringify({ type: 'module' }));
  for (const folder of readdirSync(PACKAGES)) {
    const { name, exports } = JSON.parse(readFileSync(join(PACKAGES, folder, 'package.json'), 'utf8')) as Manifest;
    const entries = Object.entries(exports).filter(([, target]) => typeof target !== 'string' && target.types);
    for (const [k, [path]] of entries.entries()) {
      writeFileSync(join(HOME, `${folder}-${k}.ts`), `export * from '${name}${path.slice(1)}';\n`);
    }
  }
});

/** Whether a file is of this repository: those of hosts need `skipLibCheck`, tfjs's for instance lack types of `long`. */
const isOurs = (file: string) =>
  (file.startsWith(PACKAGES) || file.startsWith(HOME)) && !file.includes(`${sep}node_modules${sep}`);

/** What a compiler with a programming interface says of our files. */
function errorsBy(compiler: typeof ts, { module, moduleResolution }: Resolution): string[] {
  const files = readdirSync(HOME).filter((file) => file.endsWith('.ts'));
  const program = compiler.createProgram(
    files.map((file) => join(HOME, file)),
    {
      target: compiler.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      module: compiler.ModuleKind[module],
      moduleResolution: compiler.ModuleResolutionKind[moduleResolution],
      strict: true,
      skipLibCheck: false,
      noEmit: true,
    },
  );
  const ours = program.getSourceFiles().filter(({ fileName }) => isOurs(join(fileName)));
  expect(ours.length).toBeGreaterThan(files.length);
  const diagnostics = [
    ...program.getOptionsDiagnostics(),
    ...ours.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
  return diagnostics.map(
    ({ file, messageText }) => `${file?.fileName}: ${compiler.flattenDiagnosticMessageText(messageText, ' ')}`,
  );
}

describe.each([
  ['5.4', 'typescript-5.4'],
  ['5.9', 'typescript'],
])('TypeScript %s', (version, name) => {
  it.each(RESOLUTIONS)(
    'finds no error, with moduleResolution $moduleResolution',
    { timeout: 120_000 },
    (resolution) => {
      const compiler = require(name) as typeof ts;
      expect(compiler.versionMajorMinor).toBe(version);
      expect(errorsBy(compiler, resolution)).toEqual([]);
    },
  );
});

describe('the newest TypeScript', () => {
  // It has no programming interface yet, and is fast enough to check all.
  it.each(RESOLUTIONS)(
    'finds no error, with moduleResolution $moduleResolution',
    { timeout: 120_000 },
    (resolution) => {
      const lib = ['ES2022', 'DOM', 'DOM.Iterable'];
      const compilerOptions = { target: 'ES2022', lib, ...resolution, strict: true, skipLibCheck: false, noEmit: true };
      writeFileSync(join(HOME, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
      const tsc = join(require.resolve('typescript-7/package.json'), '../bin/tsc');
      const { stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', HOME, '--pretty', 'false'], {
        cwd: HOME,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      const errors = stdout.split('\n').filter((line) => line.includes(': error '));
      // It does find those of the hosts.
      expect(errors.join('\n')).toContain('tfjs-layers');
      expect(errors.filter((line) => isOurs(join(HOME, line.split('(')[0]!)))).toEqual([]);
    },
  );
});
