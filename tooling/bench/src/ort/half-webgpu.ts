// RedNet-50 in float32, with weights of float16, and in float16 throughout, on onnxruntime-web's WebGPU provider in Deno: what
// its buffers take. Chromium's GPU in software has no `shader-f16`; Mesa's has.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { NPX_ARGUMENTS, VERSIONS } from '@involution/adapters/programs';
import Table from 'cli-table3';
import type { BenchOutput } from '../report.ts';
import type { HalfRun } from './half-process.ts';
import { HALVES, type Precision } from './random-rednet.ts';

/** Runs each in a process of its own, where the most bytes of all buffers are its own. */
export async function benchHalfWebgpu(onProgress: (text: string) => void): Promise<BenchOutput> {
  const runs: [Precision, HalfRun][] = [];
  for (const precision of Object.keys(HALVES) as Precision[]) {
    onProgress(precision);
    runs.push([precision, await runInDeno(precision)]);
  }
  const [[, float32]] = runs as [[Precision, HalfRun]];
  if (!float32.features.includes('shader-f16')) throw new Error(`${float32.device} has no shader-f16`);
  const rows = runs.map(([precision, { modelBytes, bufferBytes, predicted }]) => ({
    precision,
    modelBytes,
    modelBytesOverFloat32: modelBytes / float32.modelBytes,
    bufferBytes,
    bufferBytesOverFloat32: bufferBytes / float32.bufferBytes,
    sameTop1: predicted.filter((top1, k) => top1 === float32.predicted[k]).length,
  }));
  const head = Object.keys(rows[0]!);
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const row of rows) {
    table.push(Object.values(row).map((value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value)));
  }
  const { device, predicted } = float32;
  const title = `RedNet-50 with random weights on ${predicted.length} random images, WebGPU in Deno ${VERSIONS.deno} on ${device}`;
  return {
    result: { engine: `Deno ${VERSIONS.deno}`, gpu: device, images: predicted.length, rows },
    table: `${title}\n${table}`,
  };
}

async function runInDeno(precision: Precision): Promise<HalfRun> {
  const folder = await mkdtemp(join(tmpdir(), 'involution-bench-'));
  const output = join(folder, 'run.json');
  const program = fileURLToPath(new URL('half-process.ts', import.meta.url));
  try {
    await promisify(execFile)('npx', [...NPX_ARGUMENTS.deno, program, precision, output], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    });
    return JSON.parse(await readFile(output, 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
}
