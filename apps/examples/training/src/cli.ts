// What `npm run train` runs.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { thisMachine } from '@involution/adapters/machine';
import { digits } from '@involution/digits';
import { Presets, SingleBar } from 'cli-progress';
import { median } from 'simple-statistics';
import { BACKENDS, type Backend, trainOn } from './backends.ts';
import { SCHEDULE } from './schedule.ts';
import type { Step } from './train.ts';

const [backend = 'wasm', ...rest] = process.argv.slice(2);
if (!isBackend(backend) || rest.length > 0) {
  console.error(`Usage: npm run train -- [${BACKENDS.join(' | ')}]`);
  process.exit(2);
}

const steps: Step[] = [];
const bar = new SingleBar(
  { format: `${backend} {bar} step {value} of {total}, loss {loss}, {eta_formatted} left`, noTTYOutput: true },
  Presets.shades_classic,
);
const { accuracy, device } = await trainOn(backend, digits(), SCHEDULE, (step) => {
  if (steps.length === 0) bar.start(step.count, 0, { loss: '' });
  steps.push(step);
  bar.update(steps.length, { loss: step.loss.toFixed(4) });
});
bar.stop();

const result = {
  command: `npm run train -- ${backend}`,
  date: new Date().toISOString().slice(0, 10),
  machine: thisMachine(),
  ...(device ? { device } : {}),
  schedule: SCHEDULE,
  accuracy,
  medianSecondsPerStep: median(steps.map(({ milliseconds }) => milliseconds / 1000)),
  losses: steps.map(({ loss }) => loss),
};
const file = new URL(`../results/${backend}.json`, import.meta.url);
await writeFile(file, `${JSON.stringify(result, null, 1)}\n`);
console.log(
  `${backend}: ${(100 * accuracy).toFixed(2)} % of the test digits, ` +
    `${result.medianSecondsPerStep.toFixed(2)} s a step; wrote ${fileURLToPath(file)}`,
);

function isBackend(name: string): name is Backend {
  return (BACKENDS as readonly string[]).includes(name);
}
