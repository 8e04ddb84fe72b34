// What `npm run conformance` runs: the whole kit in engines, whose results the site shows.
import { writeFileSync } from 'node:fs';
import { namesIn, runCommandLine } from '@involution/adapters/command-line';
import { thisMachine } from '@involution/adapters/machine';
import Table from 'cli-table3';
import { ENGINES, type EngineReport } from './engines.ts';
import { outcomeOf, type Reference } from './reference.ts';

const names = Object.keys(ENGINES);

const USAGE = `Usage: npm run conformance -- [--engine <names>]

Runs the conformance kit on every runtime of some engines, prints what passed, and writes the results that the site has:
apps/docs/src/conformance/results. Exits with 1 when a test failed that is not a known failure.

  --engine <names>  with commas between: ${names.join(', ')} (default: node)
  --help            this text
`;

await runCommandLine({
  usage: USAGE,
  options: { engine: { type: 'string', default: 'node' } },
  read: ({ engine }) => namesIn('engine', engine, names),
  run: runKit,
});

/** @returns 0; 1 when a test fails. */
async function runKit(engines: readonly string[]): Promise<number> {
  const head = ['engine', 'runtime', 'passed', 'failed', 'known failures', 'not supported', 'worst error', 'seconds'];
  const table = new Table({ head, style: { head: [] } });
  let failures = 0;
  for (const name of engines) {
    const engine = ENGINES[name]!;
    for (const id of engine.ids) {
      process.stderr.write(`${engine.name}: ${id}\n`);
      const start = performance.now();
      const { version, report } = await engine.run(id);
      const seconds = Math.round((performance.now() - start) / 1000);
      const { passed, failed, expectedFail, notSupported, worst } = report;
      const error = worst ? Number(worst.normalizedError).toPrecision(3) : '';
      table.push([`${engine.name} ${version}`, id, passed, failed, expectedFail, notSupported, error, seconds]);
      for (const result of report.results) {
        if (result.status === 'failed') process.stderr.write(`${id}: ${result.id} failed: ${result.message}\n`);
      }
      failures += failed;
      write(name, id, { version: `${engine.name} ${version}`, report });
    }
  }
  process.stdout.write(`${table}\n`);
  return failures === 0 ? 0 : 1;
}

function write(name: string, id: Reference['runtime'], { version: engine, report }: EngineReport): void {
  const { cpu, cores } = thisMachine();
  const { version, device, features, passed, failed, expectedFail, notSupported, worst, results } = report;
  const known = results.filter(({ status }) => status === 'expected-fail');
  const head: Omit<Reference, 'results'> = {
    runtime: id,
    engine,
    version,
    device,
    features,
    machine: `${cpu}, ${cores} cores`,
    date: new Date().toISOString().slice(0, 10),
    command: `npm run conformance -- --engine ${name}`,
    counts: { passed, failed, expectedFail, notSupported },
    worst: worst && { id: worst.id, normalizedError: Number(Number(worst.normalizedError).toPrecision(3)) },
    knownFailures: Object.fromEntries(known.map(({ id, message }) => [id, message!])),
  };
  // A line for each test, for diffs.
  const lines = results.map((result) => {
    const words = outcomeOf(result).map((word) => JSON.stringify(word));
    return `    ${JSON.stringify(result.id)}: [${words.join(', ')}]`;
  });
  const file = new URL(`results/${id}-${name}.json`, import.meta.url);
  const start = JSON.stringify(head, null, 2).replace(/\n\}$/, '');
  writeFileSync(file, `${start},\n  "results": {\n${lines.join(',\n')}\n  }\n}\n`);
}
