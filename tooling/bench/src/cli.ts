// What `npm run bench` runs: every runtime against what its users have today, in one process.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { toResult, toTable } from './report.ts';
import { benchTfjsCpu } from './tfjs-cpu.ts';

const benches = { 'tfjs-cpu': benchTfjsCpu };

for (const [name, bench] of Object.entries(benches)) {
  const result = toResult(await bench((text) => process.stderr.write(`${text}\n`)), 'npm run bench');
  process.stdout.write(`${toTable(result)}\n`);
  const file = fileURLToPath(new URL(`../results/${name}.json`, import.meta.url));
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(`wrote tooling/bench/results/${name}.json\n`);
}
