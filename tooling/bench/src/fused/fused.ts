// What does fusing the span with the involution gain, in each of tfjs's backends?
import { machineLine, thisMachine } from '@involution/adapters/machine';
import { ensureBrowser } from '@involution/browser/install';
import { openModulePage } from '@involution/browser/page';
import { registerTrainingKernels } from '@involution/tfjs-wasm';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import Table from 'cli-table3';
import type { BenchOutput } from '../report.ts';
import type { GpuBackend } from '../tfjs/gpu-pair.ts';
import { wasmPair } from '../tfjs/wasm-pair.ts';
import { describeFused, FUSED_SHAPES, type FusedRow, type FusedShape, timeFused } from './contestants.ts';

interface BackendRows {
  readonly backend: string;
  readonly device?: string;
  readonly rows: readonly FusedRow[];
}

/** Times every shape on tfjs's WebAssembly backend, one thread, here and in a browser, and on WebGPU. */
export async function benchFused(onProgress: (text: string) => void): Promise<BenchOutput> {
  // Of convolutions, which tfjs has not.
  registerTrainingKernels();
  await tf.setBackend(wasmPair().ours);
  const backends: BackendRows[] = [{ backend: 'wasm', rows: await timeFused(FUSED_SHAPES, onProgress) }];
  backends.push({ backend: 'webgpu', ...(await inPage('webgpu', FUSED_SHAPES.slice(0, 5), onProgress)) });
  return { result: { tfjs: tf.version_core, backends }, table: toTable(backends) };
}

async function inPage(
  backend: GpuBackend,
  shapes: readonly FusedShape[],
  onProgress: (text: string) => void,
): Promise<Omit<BackendRows, 'backend'>> {
  ensureBrowser();
  const page = await openModulePage(new URL('page.ts', import.meta.url), onProgress);
  try {
    return await page.call('timeFusedInPage', backend, shapes);
  } finally {
    await page.close();
  }
}

function toTable(backends: readonly BackendRows[]): string {
  const table = new Table({
    head: [
      'tfjs backend',
      'shape',
      'direction',
      'apart, ms',
      'fused, ms',
      'fused / apart',
      'peak bytes, fused / apart',
    ],
    style: { head: [], border: [] },
  });
  for (const { backend, rows } of backends) {
    for (const { direction, medians, peakBytes, ...shape } of rows) {
      const { apart, fused } = medians as { apart: number; fused: number };
      const bytes = peakBytes as { apart: number; fused: number };
      const numbers = [apart, fused, fused / apart, bytes.fused / bytes.apart];
      table.push([backend, describeFused(shape), direction, ...numbers.map((number) => number.toFixed(2))]);
    }
  }
  return [`medians; ${machineLine(thisMachine())}`, table.toString()].join('\n');
}
