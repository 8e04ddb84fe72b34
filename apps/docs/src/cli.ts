// What `npm run docs` runs, once the site is built.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBrowser } from '@involution/browser/install';
import { serve } from './site/serve.ts';

const USAGE = `Usage: npm run docs -- [--port <number>] [--check]

Builds the documentation site and serves it.

  --port <number>  where (default: 4173)
  --check          tests the site in a browser instead
  --help           this text
`;

const OPTIONS = {
  port: { type: 'string', default: '4173' },
  check: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

process.exitCode = await main(process.argv.slice(2));

/** @returns 0; 1 when a test fails or the port is taken, 2 for a wrong command line. */
async function main(args: string[]): Promise<number> {
  let options: { port: string; check?: boolean; help?: boolean };
  try {
    options = parseArgs({ args, options: OPTIONS }).values;
    if (!/^\d{1,5}$/.test(options.port)) throw new Error(`--port was '${options.port}', expected a number`);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (options.check) return check();
  try {
    const { origin } = await serve(true, { port: Number(options.port) });
    process.stdout.write(`The site is at ${origin}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`can't serve the site: ${(error as Error).message}\n`);
    return 1;
  }
}

function check(): number {
  ensureBrowser();
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const vitest = fileURLToPath(new URL('../vitest.mjs', import.meta.resolve('vitest')));
  const args = [vitest, 'run', '--config', '../../tooling/config/vitest.config.ts'];
  return spawnSync(process.execPath, args, { cwd, stdio: 'inherit' }).status ?? 1;
}
