// What `npm run examples` runs: applications that install our packages as the next release would have them.
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { APPS } from './apps.ts';
import { check } from './check.ts';
import { publishAll } from './publish.ts';
import { npmRegistry, startRegistry } from './registry.ts';

const names = Object.keys(APPS);

const USAGE = `Usage: npm run examples -- [--app <names>]

Publishes all packages to a registry of this machine, installs the applications of apps/starters from there, builds and
runs them, and compares what they log with what they say that they log. Exits with 1 when one differs.

  --app <names>  with commas between: ${names.join(', ')} (default: all)
  --help         this text
`;

const OPTIONS = { app: { type: 'string', default: names.join() }, help: { type: 'boolean' } } as const;

process.exitCode = await main(process.argv.slice(2));

/** @returns 0; 1 when an application fails, 2 for a wrong command line. */
async function main(args: string[]): Promise<number> {
  let options: { app: string; help?: boolean };
  try {
    options = parseArgs({ args, options: OPTIONS }).values;
    for (const name of options.app.split(',')) {
      if (!names.includes(name)) throw new Error(`--app has '${name}', expected some of: ${names.join(', ')}`);
    }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const registry = await startRegistry(await npmRegistry());
  const table = new Table({ head: ['application', 'runs in', 'seconds', 'result'], style: { head: [] } });
  let failures = 0;
  try {
    await publishAll(registry.url);
    for (const name of options.app.split(',')) {
      process.stderr.write(`${name}\n`);
      const start = performance.now();
      const problem = await problemOf(name, registry.url);
      if (problem) {
        failures++;
        process.stderr.write(`${problem}\n`);
      }
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      table.push([name, APPS[name]!.place, seconds, problem ? 'FAILED' : 'logs what it says']);
    }
  } finally {
    registry.close();
  }
  process.stdout.write(`${table}\n`);
  return failures === 0 ? 0 : 1;
}

/** What is wrong with an application, in words; nothing if it is right. */
async function problemOf(name: string, registry: string): Promise<string | undefined> {
  try {
    const { promised, logged } = await check(APPS[name]!, registry);
    if (promised.join('\n') === logged.join('\n')) return undefined;
    return `${name} logs\n${logged.join('\n')}\nand says\n${promised.join('\n')}`;
  } catch (error) {
    return String(error);
  }
}
