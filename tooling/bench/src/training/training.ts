// A step of training a small RedNet on digits, on tfjs's backends and in PyTorch.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { machineLine, thisMachine } from '@involution/adapters/machine';
import { registerPlainBackend } from '@involution/adapters/tfjs-plain';
import { ensureBrowser } from '@involution/browser/install';
import { openModulePage } from '@involution/browser/page';
import { digits } from '@involution/digits';
import type { Images } from '@involution/example-training/train';
import { register as registerCpu } from '@involution/tfjs-cpu';
import { registerTrainingKernels, register as registerWasm } from '@involution/tfjs-wasm';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import Table from 'cli-table3';
import type { Medians } from '../contest.ts';
import type { BenchOutput } from '../report.ts';
import type { GpuBackend } from '../tfjs/gpu-pair.ts';
import { timeSteps } from './steps.ts';

/** Images of a step. */
const BATCH = 64;

/** A backend's median milliseconds of a step. */
interface Row {
  readonly backend: string;
  readonly device?: string;
  readonly medians: Medians;
}

/** PyTorch's, by number of threads. */
interface PyTorch {
  readonly version: string;
  readonly milliseconds: Readonly<Record<string, number>>;
}

/**
 * Times a step with our kernels, without them, and of the same network in PyTorch.
 *
 * @throws Error when the environment does not name a Python with PyTorch.
 */
export async function benchTraining(onProgress: (text: string) => void): Promise<BenchOutput> {
  onProgress('PyTorch');
  const pytorch = await timePyTorch();
  const batch = digitsOfAllClasses();
  tf.enableProdMode();
  registerCpu();
  registerWasm();
  registerTrainingKernels();
  const plainCpu = registerPlainBackend('cpu', () => new MathBackendCPU());
  const rows: Row[] = [];
  for (const [backend, plain] of [
    ['wasm', 'wasm'],
    ['cpu', plainCpu],
  ] as const) {
    onProgress(`tfjs ${backend}`);
    rows.push({ backend, medians: await timeSteps(backend, plain, batch) });
  }
  for (const backend of ['webgl', 'webgpu'] as const) {
    onProgress(`tfjs ${backend}`);
    rows.push({ backend, ...(await inPage(backend, batch)) });
  }
  return { result: { batch: BATCH, tfjs: tf.version_core, pytorch, rows }, table: toTable(rows, pytorch) };
}

async function timePyTorch(): Promise<PyTorch> {
  const python = process.env.INVOLUTION_PYTHON;
  if (!python) throw new Error('INVOLUTION_PYTHON must name a Python with tooling/digits/requirements.txt');
  const script = fileURLToPath(import.meta.resolve('@involution/digits/time_steps.py'));
  const { stdout } = await promisify(execFile)(python, [script, '--batch', String(BATCH)]);
  return JSON.parse(stdout) as PyTorch;
}

async function inPage(backend: GpuBackend, { images, labels }: Images): Promise<Omit<Row, 'backend'>> {
  ensureBrowser();
  const page = await openModulePage(new URL('page.ts', import.meta.url));
  try {
    page.files.set('images', images).set('labels', labels);
    return await page.call('timeStepsInPage', backend);
  } finally {
    await page.close();
  }
}

/** Digits from all over the set, which is sorted by class. */
function digitsOfAllClasses(): Images {
  const { images, labels } = digits().train;
  const step = Math.floor(labels.length / BATCH);
  const pixels = images.length / labels.length;
  const isTaken = (index: number) => index % step === 0 && index < BATCH * step;
  return {
    images: images.filter((_, k) => isTaken(Math.floor(k / pixels))),
    labels: labels.filter((_, k) => isTaken(k)),
  };
}

function toTable(rows: readonly Row[], { version, milliseconds }: PyTorch): string {
  const threads = Object.keys(milliseconds);
  const table = new Table({
    head: [
      'tfjs backend',
      'ours, s',
      'fallback, s',
      'fallback / ours',
      ...threads.map((count) => `ours / PyTorch, ${count} threads`),
    ],
    style: { head: [], border: [] },
  });
  for (const { backend, medians } of rows) {
    const { ours, fallback } = medians as { ours: number; fallback: number };
    table.push([
      backend,
      ...[ours, fallback].map((ms) => (ms / 1000).toFixed(3)),
      (fallback / ours).toFixed(2),
      ...threads.map((count) => (ours / milliseconds[count]!).toFixed(1)),
    ]);
  }
  const theirs = threads
    .map((count) => `${(milliseconds[count]! / 1000).toFixed(3)} s with ${count} threads`)
    .join(', ');
  return [
    `a step of ${BATCH} images, median; ${machineLine(thisMachine())}`,
    `PyTorch ${version}: ${theirs}`,
    table.toString(),
  ].join('\n');
}
