// Runs the examples of a README, so that what a user pastes is what a test has run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { blocksOf } from './blocks.ts';
import { promisedLines } from './promised.ts';

/**
 * Declares one test for each ```ts block of a README: the block is written to a file of its own, run as a module, and
 * what it logs is compared with its comments of the form `// → text`, in order.
 *
 * @param readme URL of the README: `new URL('../README.md', import.meta.url)`.
 * @param options.home Folder of the package that has what the examples import. Default: the README's own.
 * @param options.logsOf Runs a module and returns the lines that it logs. Default: here in Node.
 */
export function testReadme(
  readme: URL,
  {
    home = new URL('./', readme),
    logsOf = logsInNode,
  }: { home?: URL; logsOf?: (module: URL) => Promise<string[]> } = {},
): void {
  const blocks = blocksOf(readme, 'ts');
  describe('README', () => {
    it('has an example', () => {
      expect(blocks.length).toBeGreaterThan(0);
    });
    it.each(blocks.map((code, k) => [k + 1, code] as const))('example %i prints what it says', async (number, code) => {
      const promised = promisedLines(code);
      expect(promised.length, 'an example without a // → line proves nothing').toBeGreaterThan(0);
      expect(await logsOf(writeModule(home, number, code))).toEqual(promised);
    });
  });
}

async function logsInNode(module: URL): Promise<string[]> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await import(/* @vite-ignore */ fileURLToPath(module));
    return log.mock.calls.map((words) => words.map(String).join(' '));
  } finally {
    log.mockRestore();
  }
}

/** Writes an example where its imports resolve as they would in the package. */
function writeModule(home: URL, number: number, code: string): URL {
  const folder = new URL('.readme/', home);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`example-${number}.ts`, folder);
  writeFileSync(file, code);
  return file;
}
