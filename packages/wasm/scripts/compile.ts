// Compiles assembly/ to the binaries that src/binaries.ts holds.
import asc from 'assemblyscript/asc';
import type { Build } from '../src/load.ts';

/** Builds, quickest first, with what each needs of its engine. */
const BUILDS: Readonly<Record<Build, { entry: string; features: readonly string[] }>> = {
  'relaxed-simd': { entry: 'assembly/simd.ts', features: ['--enable', 'simd', '--enable', 'relaxed-simd'] },
  simd: { entry: 'assembly/simd.ts', features: ['--enable', 'simd'] },
  scalar: { entry: 'assembly/scalar.ts', features: ['--disable', 'simd'] },
};

/** The text of src/binaries.ts. */
export async function makeBinaries(): Promise<string> {
  const lines = [
    '// Made from assembly/ by `pnpm compile`; a test checks that it is what assembly/ compiles to.',
    '// Hexadecimal, because gzip finds the same repetitions in it as in the bytes; of base64 it makes half as much again.',
    '',
    "import type { Build } from './load.ts';",
    '',
    '/** The builds of the kernels, quickest first. */',
    'export const BINARIES: Readonly<Record<Build, string>> = {',
  ];
  for (const [build, { entry, features }] of Object.entries(BUILDS)) {
    const key = build.includes('-') ? `'${build}'` : build;
    lines.push(`  ${key}:`, `    '${await compile(entry, features)}',`);
  }
  return [...lines, '};', ''].join('\n');
}

async function compile(entry: string, features: readonly string[]): Promise<string> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      entry,
      ...['--outFile', 'module.wasm', '--runtime', 'stub', '--noAssert', '-O3', '--shrinkLevel', '1', '--converge'],
      // Kernels run on the memory of whoever loads them. A shared one as it is compiled; `load.ts` knows how to make it
      // an ordinary one.
      ...['--importMemory', '--noExportMemory', '--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'],
      ...features,
    ],
    {
      writeFile(_name, contents) {
        binary = contents as Uint8Array;
      },
    },
  );
  if (error || !binary) throw new Error(`${entry} does not compile: ${stderr.toString()}`, { cause: error });
  return Buffer.from(binary).toString('hex');
}
