// Compiles assembly/ to the binaries that src/binaries.ts holds.
import asc from 'assemblyscript/asc';
import { FIRST, SINGLE } from '../src/decode.ts';
import type { Build } from '../src/load.ts';
import { MEMORY_TYPES } from '../src/memory-types.ts';

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
    '',
    "import type { Build } from './load.ts';",
    '',
    '/** The builds of the kernels, quickest first, in the text of `decode.ts`: up to the type of their memory, and behind it. */',
    'export const BINARIES: Readonly<Record<Build, readonly [string, string]>> = {',
  ];
  for (const [build, { entry, features }] of Object.entries(BUILDS)) {
    const key = build.includes('-') ? `'${build}'` : build;
    const parts = withoutMemoryType(await compile(entry, features));
    lines.push(`  ${key}: [`, ...parts.map((part) => `    ${JSON.stringify(encode(part))},`), '  ],');
  }
  return [...lines, '};', ''].join('\n');
}

/** The module up to the type of the memory that it imports, and behind it: `load.ts` fills in the host's. */
function withoutMemoryType(module: Buffer): [Buffer, Buffer] {
  // `env`, `memory` and the kind of an import that is a memory.
  const at = module.indexOf('\x03env\x06memory\x02', 'latin1');
  if (at < 0) throw new Error('the module imports no memory');
  const type = at + 12;
  return [module.subarray(0, type), module.subarray(type + MEMORY_TYPES.shared.length)];
}

/** The inverse of `decode`. */
function encode(bytes: Buffer): string {
  const characters = [...bytes].flatMap((byte) =>
    byte < SINGLE ? [byte] : [SINGLE - 1 + Math.floor(byte / SINGLE), byte % SINGLE],
  );
  return String.fromCharCode(...characters.map((value) => FIRST + value));
}

async function compile(entry: string, features: readonly string[]): Promise<Buffer> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    [
      entry,
      ...['--outFile', 'module.wasm', '--runtime', 'stub', '--noAssert', '-O3', '--shrinkLevel', '1', '--converge'],
      // Kernels run on the memory of whoever loads them, shared or not.
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
  return Buffer.from(binary);
}
