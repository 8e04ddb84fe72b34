// Where would the algorithms of factorizedInvolution2d be faster than a 1×1 convolution and our kernels?
import { machineLine, thisMachine } from '@involution/adapters/machine';
import { ensureBrowser } from '@involution/browser/install';
import { openModulePage } from '@involution/browser/page';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import Table from 'cli-table3';
import type { BenchOutput } from '../report.ts';
import { cpuPair } from '../tfjs/cpu-pair.ts';
import type { GpuBackend } from '../tfjs/gpu-pair.ts';
import { wasmPair } from '../tfjs/wasm-pair.ts';
import { describeFactorized, type FactorizedRow, timeFactorized } from './contestants.ts';

interface BackendRows {
  readonly backend: string;
  readonly device?: string;
  readonly rows: readonly FactorizedRow[];
}

const SIZES = [8, 32, 128];
/** In plain JavaScript the largest would take minutes. */
const SIZES_ON_CPU = [8, 32];

/** Times every algorithm on every backend, forward. */
export async function benchFactorized(onProgress: (text: string) => void): Promise<BenchOutput> {
  const backends: BackendRows[] = [];
  await tf.setBackend(wasmPair().ours);
  backends.push({ backend: 'wasm', rows: await timeFactorized(SIZES, onProgress) });
  await tf.setBackend(cpuPair().ours);
  backends.push({ backend: 'cpu', rows: await timeFactorized(SIZES_ON_CPU, onProgress) });
  for (const backend of ['webgl', 'webgpu'] as const) {
    backends.push({ backend, ...(await inPage(backend, onProgress)) });
  }
  return { result: { tfjs: tf.version_core, backends }, table: toTable(backends) };
}

async function inPage(backend: GpuBackend, onProgress: (text: string) => void): Promise<Omit<BackendRows, 'backend'>> {
  ensureBrowser();
  const page = await openModulePage(new URL('page.ts', import.meta.url), onProgress);
  try {
    return await page.call('timeFactorizedInPage', backend, SIZES);
  } finally {
    await page.close();
  }
}

function toTable(backends: readonly BackendRows[]): string {
  const names = ['ours', 'matmul', 'direct', 'im2col', 'fft'];
  const table = new Table({
    head: ['tfjs backend', 'shape', ...names.map((name) => `${name}, ms`)],
    style: { head: [], border: [] },
  });
  for (const { backend, rows } of backends) {
    for (const { medians, ...shape } of rows) {
      table.push([backend, describeFactorized(shape), ...names.map((name) => medians[name]?.toFixed(2) ?? '')]);
    }
  }
  return [`medians; ${machineLine(thisMachine())}`, table.toString()].join('\n');
}
