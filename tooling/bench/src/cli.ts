// What `npm run bench` runs: every runtime against what its users have today.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { thisMachine } from '@involution/adapters/machine';
import { benchFactorized } from './factorized/factorized.ts';
import { benchFused } from './fused/fused.ts';
import { benchHighResolution } from './high-resolution/high-resolution.ts';
import { benchOrtWebgpu } from './ort/browser.ts';
import { benchFirstRun } from './ort/first-run.ts';
import { benchHalf } from './ort/half.ts';
import { benchHalfWebgpu } from './ort/half-webgpu.ts';
import { benchOrtWasm } from './ort/node.ts';
import { benchRednet } from './ort/rednet.ts';
import { benchRednetWebgpu } from './ort/rednet-webgpu.ts';
import { benchSpans } from './ort/spans.ts';
import { benchSpellings } from './ort/spellings.ts';
import { benchPointwise } from './pointwise/pointwise.ts';
import type { BenchOutput } from './report.ts';
import { benchInBrowser, benchRankInBrowser } from './tfjs/browser.ts';
import { benchCpu, benchRankInNode, benchWasm } from './tfjs/node.ts';
import { benchTfjsRednet } from './tfjs-rednet/tfjs-rednet.ts';
import { benchTraining } from './training/training.ts';
import { benchKernels } from './wasm/kernels.ts';
import { benchThreads } from './wasm/threads.ts';
import { benchPrograms } from './wgsl/programs.ts';

type Bench = (onProgress: (text: string) => void) => Promise<BenchOutput>;

/**
 * These need more than the repository has, models too large to commit, PyTorch, or a GPU with half precision, or gigabytes of
 * memory and a quarter of an hour, so that they run only when they are asked for.
 */
const askedFor: Readonly<Record<string, Bench>> = {
  'high-resolution': benchHighResolution,
  'ort-half-webgpu': benchHalfWebgpu,
  'ort-rednet': benchRednet,
  'ort-rednet-webgpu': benchRednetWebgpu,
  'tfjs-training': benchTraining,
};

/** One and three spatial axes, on each of tfjs's backends. */
const otherRanks: Readonly<Record<string, Bench>> = Object.fromEntries(
  ([1, 3] as const).flatMap((rank): [string, Bench][] => [
    ...(['cpu', 'wasm'] as const).map((backend): [string, Bench] => [
      `tfjs-${backend}-${rank}d`,
      (onProgress) => benchRankInNode(backend, rank, onProgress),
    ]),
    ...(['webgl', 'webgpu'] as const).map((backend): [string, Bench] => [
      `tfjs-${backend}-${rank}d`,
      (onProgress) => benchRankInBrowser(backend, rank, onProgress),
    ]),
  ]),
);

/** Each becomes a results file of its name, and of its device if there is a file for each. */
const benches: Readonly<Record<string, Bench>> = {
  ...askedFor,
  wasm: benchKernels,
  'wasm-threads': benchThreads,
  wgsl: benchPrograms,
  'tfjs-cpu': benchCpu,
  'tfjs-wasm': benchWasm,
  ...otherRanks,
  'tfjs-pointwise': benchPointwise,
  'tfjs-factorized': benchFactorized,
  'tfjs-fused': benchFused,
  'tfjs-rednet': benchTfjsRednet,
  'tfjs-webgl': (onProgress) => benchInBrowser('webgl', onProgress),
  'ort-wasm': benchOrtWasm,
  'ort-first-run': benchFirstRun,
  'ort-half': benchHalf,
  'ort-spans': benchSpans,
  'ort-spellings': benchSpellings,
  'ort-webgpu': benchOrtWebgpu,
  'tfjs-webgpu': (onProgress) => benchInBrowser('webgpu', onProgress),
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) {
  console.error(`unknown bench '${unknown}', expected some of: ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}

const names = asked.length > 0 ? asked : Object.keys(benches).filter((name) => !Object.hasOwn(askedFor, name));
for (const name of names) {
  const { result, table, device } = await benches[name]!((text) => process.stderr.write(`${text}\n`));
  process.stdout.write(`${table}\n`);
  const fileName = `${device === undefined ? name : `${name}-${wordsOf(device)}`}.json`;
  const date = new Date().toISOString().slice(0, 10);
  const content = { command: `npm run bench -- ${name}`, date, machine: thisMachine(), ...result };
  await writeFile(
    fileURLToPath(new URL(`../results/${fileName}`, import.meta.url)),
    `${JSON.stringify(content, null, 2)}\n`,
  );
  process.stdout.write(`wrote tooling/bench/results/${fileName}\n`);
}

/** The words of a device's name, as a part of a file's name. */
function wordsOf(device: string): string {
  return (
    device
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join('-') ?? 'unnamed'
  );
}
