// Compiles assembly/ to the binaries that src/binaries.ts holds.
import { FunctionDeclaration, Node, type Parser } from 'assemblyscript';
import asc from 'assemblyscript/asc';
import { Transform } from 'assemblyscript/transform';
import { COUNT, FIRST, SINGLE, ZERO } from '../src/decode.ts';

const SIMD = ['--enable', 'simd'];

/** The modules in assembly/modules, with what each needs of its engine. `fuse.ts` makes those with relaxed SIMD of these. */
const MODULES = { all: SIMD, forward: SIMD, scalar: ['--disable', 'simd'] };

/** The text of src/binaries.ts. */
export async function makeBinaries(): Promise<string> {
  const parts = ['// Made from assembly/ by `pnpm compile`; a test checks that it is what assembly/ compiles to.'];
  for (const [name, features] of Object.entries(MODULES)) {
    const path = `assembly/modules/${name}.ts`;
    const text = JSON.stringify(encode(await compile(path, features)));
    parts.push(`/** ${path}, in the text of \`decode.ts\`. */\nexport const ${name.toUpperCase()} =\n  ${text};`);
  }
  return `${parts.join('\n\n')}\n`;
}

/** The inverse of `decode`. */
function encode(bytes: Buffer): string {
  const values = [...bytes].flatMap((byte) =>
    byte < SINGLE ? [byte] : [SINGLE - 1 + Math.floor(byte / SINGLE), byte % SINGLE],
  );
  return String.fromCharCode(...values.map((value) => FIRST + ((value + ZERO - FIRST) % COUNT)));
}

/**
 * Inlines the functions whose doc comment has the tag `@inline`. AssemblyScript's own way is a decorator, which TypeScript
 * has no place for on a function, so that neither its checker nor the formatter could read assembly/.
 */
class InlineTags extends Transform {
  override afterParse({ sources }: Parser): void {
    for (const { statements, text } of sources) {
      let end = 0;
      for (const statement of statements) {
        const { range } = statement;
        if (statement instanceof FunctionDeclaration && /@inline\b/.test(text.slice(end, range.start))) {
          const name = Node.createIdentifierExpression('inline', range);
          statement.decorators = [Node.createDecorator(name, null, range)];
        }
        end = range.end;
      }
    }
  }
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
      transforms: [new InlineTags()],
      writeFile(_name, contents) {
        binary = contents as Uint8Array;
      },
    },
  );
  if (error || !binary) throw new Error(`${entry} does not compile: ${stderr.toString()}`, { cause: error });
  return Buffer.from(binary);
}
