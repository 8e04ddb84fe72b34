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
import { describeFactorized, type FactorizedRow, type FactorizedShape, timeFactorized } from './contestants.ts';

interface BackendRows {
  readonly backend: string;
  readonly device?: string;
  readonly rows: readonly FactorizedRow[];
}

/** Every kernel size and number of coefficients, with x of some sizes. */
function sweep(...sizes: number[]): FactorizedShape[] {
  return sizes.flatMap((size) =>
    [3, 7, 31].flatMap((kernelSize) => [1, 4, 16].map((rank) => ({ size, kernelSize, rank }))),
  );
}

/** With fewer coefficients and more taps than any network has, for Fourier transforms at their best. */
const LARGEST: FactorizedShape = { size: 128, kernelSize: 63, rank: 1 };

/** Times every algorithm on every backend, forward. Where nothing is compiled, or a CPU is the GPU, on small shapes. */
export async function benchFactorized(onProgress: (text: string) => void): Promise<BenchOutput> {
  const backends: BackendRows[] = [];
  await tf.setBackend(wasmPair().ours);
  backends.push({ backend: 'wasm', rows: await timeFactorized([...sweep(8, 32, 128), LARGEST], onProgress) });
  await tf.setBackend(cpuPair().ours);
  backends.push({ backend: 'cpu', rows: await timeFactorized(sweep(8, 32), onProgress) });
  for (const backend of ['webgl', 'webgpu'] as const) {
    backends.push({ backend, ...(await inPage(backend, onProgress)) });
  }
  return { result: { tfjs: tf.version_core, backends }, table: toTable(backends) };
}

async function inPage(backend: GpuBackend, onProgress: (text: string) => void): Promise<Omit<BackendRows, 'backend'>> {
  ensureBrowser();
  const page = await openModulePage(new URL('page.ts', import.meta.url), onProgress);
  try {
    return await page.call('timeFactorizedInPage', backend, sweep(8, 32));
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
