// What `npm run docs` runs, once the site is built.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '@involution/adapters/command-line';
import { ensureBrowser } from '@involution/browser/install';
import { serve } from './site/serve.ts';

const USAGE = `Usage: npm run docs -- [--port <number>] [--check]

Builds the documentation site and serves it.

  --port <number>  where (default: 4173)
  --check          tests the site in a browser instead
  --help           this text
`;

await runCommandLine({
  usage: USAGE,
  options: { port: { type: 'string', default: '4173' }, check: { type: 'boolean' } },
  read({ port, check }) {
    if (!/^\d{1,5}$/.test(port)) throw new Error(`--port was '${port}', expected a number`);
    return { port: Number(port), isCheck: check };
  },
  run: ({ port, isCheck }) => (isCheck ? check() : serveSite(port)),
});

/** @returns 0; 1 when the port is taken. */
async function serveSite(port: number): Promise<number> {
  try {
    const { origin } = await serve(true, { port });
    process.stdout.write(`The site is at ${origin}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`can't serve the site: ${(error as Error).message}\n`);
    return 1;
  }
}

/** @returns 0; 1 when a test fails. */
function check(): number {
  ensureBrowser();
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const vitest = fileURLToPath(new URL('../vitest.mjs', import.meta.resolve('vitest')));
  const args = [vitest, 'run', '--config', '../../tooling/config/vitest.config.ts'];
  return spawnSync(process.execPath, args, { cwd, stdio: 'inherit' }).status ?? 1;
}
