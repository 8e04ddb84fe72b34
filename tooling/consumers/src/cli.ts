// What `npm run examples` runs: applications that install our packages as the next release would have them.
import { namesIn, runCommandLine } from '@involution/adapters/command-line';
import Table from 'cli-table3';
import { APPS } from './apps.ts';
import { check } from './check.ts';
import { publishAll } from './publish.ts';
import { npmRegistry, startRegistry } from './registry.ts';
import { writeResult } from './results.ts';

const names = Object.keys(APPS);

const USAGE = `Usage: npm run examples -- [--app <names>]

Publishes all packages to a registry of this machine, installs the applications of apps/starters from there, builds and
runs them, and compares what they log with what they say that they log, and what of ours is in their bundles with what may
be. Prints what it saw, and writes the results that the site has: apps/docs/src/starters/results. Exits with 1 when an
application fails.

  --app <names>  with commas between: ${names.join(', ')} (default: all)
  --help         this text
`;

await runCommandLine({
  usage: USAGE,
  options: { app: { type: 'string', default: names.join() } },
  read: ({ app }) => namesIn('app', app, names),
  run: runApps,
});

/** @returns 0; 1 when an application fails. */
async function runApps(apps: readonly string[]): Promise<number> {
  const registry = await startRegistry(await npmRegistry());
  const head = ['application', 'runs in', 'kB of ours, gzip', 'seconds', 'result'];
  const table = new Table({ head, style: { head: [] } });
  let failures = 0;
  try {
    await publishAll(registry.url);
    for (const name of apps) {
      process.stderr.write(`${name}\n`);
      const app = APPS[name]!;
      const start = performance.now();
      const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
      try {
        const seen = await check(app, registry.url);
        const size = seen.bundled ? (seen.bundled.gzipBytes / 1000).toFixed(1) : '';
        table.push([name, seen.engine, size, seconds(), 'logs what it says']);
        writeResult(name, app.folder, seen);
      } catch (error) {
        failures++;
        process.stderr.write(`${(error as Error).message}\n`);
        table.push([name, '', '', seconds(), 'FAILED']);
      }
    }
  } finally {
    registry.close();
  }
  process.stdout.write(`${table}\n`);
  return failures === 0 ? 0 : 1;
}
