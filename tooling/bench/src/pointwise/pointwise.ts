// What is a 1×1 convolution best as, in each of tfjs's backends: conv2d or a matrix product?
import { machineLine, thisMachine } from '@involution/adapters/machine';
import { ensureBrowser } from '@involution/browser/install';
import { openModulePage } from '@involution/browser/page';
import { registerTrainingKernels } from '@involution/tfjs-wasm';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import Table from 'cli-table3';
import type { BenchOutput } from '../report.ts';
import type { GpuBackend } from '../tfjs/gpu-pair.ts';
import { describePointwise, type PointwiseRow, timePointwise } from './contestants.ts';

interface BackendRows {
  readonly backend: string;
  readonly device?: string;
  readonly rows: readonly PointwiseRow[];
}

/** Times 1×1 convolutions, forward and with both gradients, on every backend. */
export async function benchPointwise(onProgress: (text: string) => void): Promise<BenchOutput> {
  tf.enableProdMode();
  registerTrainingKernels();
  const backends: BackendRows[] = [];
  for (const backend of ['wasm', 'cpu']) {
    await tf.setBackend(backend);
    backends.push({ backend, rows: await timePointwise(onProgress) });
  }
  for (const backend of ['webgl', 'webgpu'] as const)
    backends.push({ backend, ...(await inPage(backend, onProgress)) });
  return { result: { tfjs: tf.version_core, backends }, table: toTable(backends) };
}

async function inPage(backend: GpuBackend, onProgress: (text: string) => void): Promise<Omit<BackendRows, 'backend'>> {
  ensureBrowser();
  const page = await openModulePage(new URL('page.ts', import.meta.url), onProgress);
  try {
    return await page.call('timePointwiseInPage', backend);
  } finally {
    await page.close();
  }
}

function toTable(backends: readonly BackendRows[]): string {
  const table = new Table({
    head: ['tfjs backend', '1×1 convolution', 'direction', 'matrix, ms', 'conv2d, ms', 'conv2d / matrix'],
    style: { head: [], border: [] },
  });
  for (const { backend, rows } of backends) {
    for (const { shape, direction, medians } of rows) {
      const { matrix, conv2d } = medians as { matrix: number; conv2d: number };
      const numbers = [matrix, conv2d, conv2d / matrix].map((number) => number.toFixed(2));
      table.push([backend, describePointwise(shape), direction, ...numbers]);
    }
  }
  return [`medians; ${machineLine(thisMachine())}`, table.toString()].join('\n');
}
