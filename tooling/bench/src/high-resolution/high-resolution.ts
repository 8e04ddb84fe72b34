// What do layers take at high resolution, in time and memory, and where is there no room for them? Each way runs in a process or a
// browser of its own.
import { machineLine, thisMachine } from '@involution/adapters/machine';
import { ensureBrowser } from '@involution/browser/install';
import { openModulePage } from '@involution/browser/page';
import Table from 'cli-table3';
import { inProcess } from '../in-process.ts';
import type { BenchOutput } from '../report.ts';
import { NECK_CHANNELS, NECK_KERNEL_SIZE, type NetworkName } from './networks.ts';
import type { OrtRun, OrtTask, Way } from './tasks.ts';

/** What a way took, or why it gave nothing. */
interface Outcome {
  readonly seconds?: number;
  readonly peakMiB?: number;
  /** Of the neck: times the bytes of x and y. */
  readonly peakOverXAndY?: number;
  readonly error?: string;
}

interface Row extends Outcome {
  readonly network: NetworkName;
  readonly runtime: string;
  readonly size: string;
  readonly way: Way;
}

/** What a process or a page says. */
interface Run {
  readonly milliseconds: number;
  readonly peakBytes: number;
}

const WAYS: readonly Way[] = ['fused', 'apart'];

/** Of the neck; those of the stages' image follow. */
const NECK_SIZE = { height: 512, width: 1024 };
const IMAGE_SIZES = [512, 1024];

/**
 * tfjs's convolution in JavaScript takes minutes, so that there is one way on its backend for the CPU. In standard operators on
 * onnxruntime's GPU, windows of x would take 25 GiB.
 */
const NECKS: Readonly<Record<string, readonly Way[]>> = {
  'tfjs cpu': ['fused'],
  'tfjs wasm': WAYS,
  'tfjs webgl': WAYS,
  'tfjs webgpu': WAYS,
  'onnxruntime-web wasm': WAYS,
  'onnxruntime-web webgpu NHWC': ['fused'],
  'onnxruntime-web webgpu NCHW': ['fused'],
};

/** Runs a neck on every backend, and stages of RedNet-50 in onnxruntime-web. */
export async function benchHighResolution(onProgress: (text: string) => void): Promise<BenchOutput> {
  const rows: Row[] = [];
  async function add(row: Omit<Row, keyof Outcome>, run: () => Promise<Run>, bytesOfXAndY?: number): Promise<void> {
    onProgress(Object.values(row).join(', '));
    rows.push({ ...row, ...(await outcomeOf(run, bytesOfXAndY)) });
  }
  const { height, width } = NECK_SIZE;
  const neck = { channels: NECK_CHANNELS, kernelSize: NECK_KERNEL_SIZE, height, width };
  const bytesOfXAndY = 2 * Float32Array.BYTES_PER_ELEMENT * NECK_CHANNELS * height * width;
  const devices: Record<string, string> = {};
  for (const [runtime, ways] of Object.entries(NECKS)) {
    const [framework, backend, layout] = runtime.split(' ') as [string, string, string?];
    const run = async (way: Way): Promise<Run> => {
      const onGpu = backend.startsWith('webg');
      const task: OrtTask = { network: 'neck', way, height, width };
      const isOrt = framework.startsWith('onnxruntime');
      if (!onGpu) return isOrt ? ask('ort-process.ts', task) : ask('neck-process.ts', [backend, way, neck]);
      const { device, ...seen } = await (isOrt
        ? inPage<Run & { device: string }>('ort-page.ts', 'runOrtInPage', task, layout)
        : inPage<Run & { device: string }>('page.ts', 'runNeckInPage', backend, way, neck));
      devices[backend] = device;
      return seen;
    };
    for (const way of ways) {
      await add({ network: 'neck', runtime, size: `${height}×${width}`, way }, () => run(way), bytesOfXAndY);
    }
  }
  for (const size of IMAGE_SIZES) {
    const samples: (readonly number[])[] = [];
    for (const way of WAYS) {
      const row = { network: 'stages', runtime: 'onnxruntime-web wasm', size: `${size}×${size}`, way } as const;
      await add(row, async () => {
        const task: OrtTask = { network: 'stages', way, height: size, width: size };
        const run = await ask<OrtRun>('ort-process.ts', task);
        samples.push(run.sample);
        return run;
      });
    }
    checkAgreement(samples);
  }
  return { result: { devices, rows }, table: toTable(rows) };
}

/** Ways that compute something else would win nothing. */
function checkAgreement([sample, other]: readonly (readonly number[])[]): void {
  if (!sample || !other) return;
  const difference = Math.max(...sample.map((value, k) => Math.abs(value - other[k]!)));
  if (!(difference < 1e-3 * Math.max(...sample.map(Math.abs)))) throw new Error(`the ways differ by ${difference}`);
}

async function outcomeOf(run: () => Promise<Run>, bytesOfXAndY?: number): Promise<Outcome> {
  try {
    const { milliseconds, peakBytes } = await run();
    const peakOverXAndY = bytesOfXAndY && { peakOverXAndY: peakBytes / bytesOfXAndY };
    return { seconds: milliseconds / 1000, peakMiB: peakBytes / 2 ** 20, ...peakOverXAndY };
  } catch (error) {
    return { error: errorLineOf((error as Error).message) };
  }
}

/** Of a message, the line that says what went wrong; the others are where. */
function errorLineOf(message: string): string {
  return message.replace('page.evaluate: ', '').split('\n')[0]!;
}

async function ask<T extends object>(script: string, task: unknown): Promise<T> {
  const result = await inProcess<T | { error: string }>(new URL(script, import.meta.url), JSON.stringify(task));
  if ('error' in result) throw new Error(result.error);
  return result;
}

async function inPage<T>(module: string, name: string, ...args: unknown[]): Promise<T> {
  ensureBrowser();
  const page = await openModulePage(new URL(module, import.meta.url));
  try {
    return await page.call(name, ...args);
  } finally {
    await page.close();
  }
}

function toTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ['network', 'runtime', 'size', 'way', 'seconds', 'peak MiB', 'peak / (x + y)'],
    style: { head: [], border: [] },
  });
  for (const { network, runtime, size, way, seconds, peakMiB, peakOverXAndY, error } of rows) {
    const numbers = [seconds, peakMiB, peakOverXAndY].map((number) => number?.toPrecision(3));
    table.push([network, runtime, size, way, ...(error ? [{ colSpan: 3, content: error }] : numbers)]);
  }
  return [machineLine(thisMachine()), table.toString()].join('\n');
}
