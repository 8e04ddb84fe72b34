// What `npm run bench` runs: every runtime against what its users have today.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type RuntimeBench, toResult, toTable } from './report.ts';
import { benchInBrowser } from './tfjs/browser.ts';
import { benchCpu } from './tfjs/cpu.ts';

type Bench = (onProgress: (text: string) => void) => Promise<RuntimeBench>;

/** Each becomes a results file of its name. */
const benches: Readonly<Record<string, Bench>> = {
  'tfjs-cpu': benchCpu,
  'tfjs-webgl': (onProgress) => benchInBrowser('webgl', onProgress),
  'tfjs-webgpu': (onProgress) => benchInBrowser('webgpu', onProgress),
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) {
  console.error(`unknown bench '${unknown}', expected some of: ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}

const names = asked.length > 0 ? asked : Object.keys(benches);
for (const name of names) {
  const bench = await benches[name]((text) => process.stderr.write(`${text}\n`));
  const result = toResult(bench, `npm run bench -- ${name}`);
  process.stdout.write(`${toTable(result)}\n`);
  const file = fileURLToPath(new URL(`../results/${name}.json`, import.meta.url));
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(`wrote tooling/bench/results/${name}.json\n`);
}
