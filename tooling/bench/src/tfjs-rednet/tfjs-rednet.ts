// RedNet-50 beside ResNet-50 at 224×224, end to end: in tfjs and in onnxruntime-web, both in WebAssembly in Node on one thread,
// and in PyTorch on the same CPU. The models have random weights, the same in all that run one network on the web.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineLine, thisMachine } from '@involution/adapters/machine';
import * as tf from '@tensorflow/tfjs';
import Table from 'cli-table3';
import { median } from 'simple-statistics';
import { inProcess } from '../in-process.ts';
import { memoryInPyTorch, namedPython, timePyTorch } from '../pytorch.ts';
import type { BenchOutput } from '../report.ts';
import { wasmPair } from '../tfjs/wasm-pair.ts';
import { writeModels } from './models.ts';
import {
  CONTENDERS,
  type Contender,
  type Created,
  NETWORKS,
  RUNTIMES,
  type Runtime,
  SIZE,
  type Task,
  type Timed,
} from './task.ts';

/** Creation is timed, and memory seen, in as many processes. */
const CREATIONS = 3;

/** A runtime's figures, by contender; PyTorch has no `unmodified`, since it has nothing of ours. */
interface Row {
  readonly runtime: Runtime | 'PyTorch';
  readonly version: string;
  readonly medians: PerContender;
  readonly rednet50OverResnet50: number;
  readonly peakMiB: PerContender;
  readonly createMs?: PerContender;
  readonly tensorsMiB?: PerContender;
}

type PerContender = Readonly<Partial<Record<Contender, number>>>;

/** Times both runtimes and, where the environment names a Python with it, PyTorch. */
export async function benchTfjsRednet(onProgress: (text: string) => void): Promise<BenchOutput> {
  const folder = await mkdtemp(join(tmpdir(), 'tfjs-rednet-'));
  try {
    onProgress('writing the models');
    await tf.setBackend(wasmPair().ours);
    await writeModels(folder);
    onProgress('all contenders in turns');
    const timed = await ask<Timed>({ kind: 'time', folder });
    const rows: Row[] = [];
    for (const runtime of RUNTIMES) rows.push(await rowOf(runtime, folder, timed, onProgress));
    const python = namedPython();
    if (python) {
      onProgress('PyTorch');
      rows.push(await pyTorchRow(python));
    }
    const { logits, kernels } = timed;
    return { result: { size: SIZE, threads: 1, rows, logits, kernels }, table: toTable(rows, timed) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function rowOf(
  runtime: Runtime,
  folder: string,
  { versions, medians }: Timed,
  onProgress: (text: string) => void,
): Promise<Row> {
  const created = {} as Record<Contender, Created[]>;
  for (const contender of CONTENDERS) {
    onProgress(`${runtime}, creation and memory of ${contender}`);
    created[contender] = [];
    for (let k = 0; k < CREATIONS; k++) {
      created[contender].push(await ask<Created>({ kind: 'create', folder, runtime, contender }));
    }
  }
  const each = (pick: (one: Created) => number): PerContender =>
    Object.fromEntries(CONTENDERS.map((contender) => [contender, median(created[contender].map(pick))]));
  return {
    runtime,
    version: versions[runtime],
    medians: medians[runtime],
    rednet50OverResnet50: medians[runtime].rednet50! / medians[runtime].resnet50!,
    peakMiB: each(({ peakMiB }) => peakMiB),
    createMs: each(({ createMs }) => createMs),
    ...(runtime === 'tfjs' && { tensorsMiB: each(({ tensorsMiB }) => tensorsMiB!) }),
  };
}

async function pyTorchRow(python: string): Promise<Row> {
  const { version, milliseconds } = await timePyTorch(python, [1]);
  const medians = milliseconds[1]!;
  const peakMiB: Record<string, number> = {};
  for (const network of NETWORKS) peakMiB[network] = await memoryInPyTorch(python, network);
  return { runtime: 'PyTorch', version, medians, rednet50OverResnet50: medians.rednet50 / medians.resnet50, peakMiB };
}

function ask<Result>(task: Task): Promise<Result> {
  return inProcess(new URL('process.ts', import.meta.url), JSON.stringify(task));
}

function toTable(rows: readonly Row[], { logits, kernels }: Timed): string {
  const table = new Table({
    head: ['runtime', '', ...CONTENDERS, 'rednet50 / resnet50'],
    style: { head: [], border: [] },
  });
  for (const { runtime, version, medians, peakMiB, createMs, tensorsMiB } of rows) {
    const measured = {
      'run, ms': medians,
      'creation, ms': createMs,
      'most memory, MiB': peakMiB,
      'in tensors, MiB': tensorsMiB,
    };
    for (const [what, values] of Object.entries(measured)) {
      if (!values) continue;
      const numbers = CONTENDERS.map((contender) => values[contender]?.toFixed(0) ?? '');
      table.push([`${runtime} ${version}`, what, ...numbers, (values.rednet50! / values.resnet50!).toFixed(2)]);
    }
  }
  const apart = NETWORKS.map((network) => {
    const { difference, largest } = logits[network];
    return `logits of ${network} are at most ${difference.toExponential(1)} apart, the largest is ${largest.toPrecision(3)}`;
  });
  const longest = NETWORKS.map((network) => {
    const ofNetwork = kernels.filter((each) => each.network === network).slice(0, 5);
    const list = ofNetwork.map(({ kernel, share }) => `${kernel} ${(100 * share).toFixed(0)} %`);
    return `${network} in tfjs: ${list.join(', ')}`;
  });
  const title = `RedNet-50 and ResNet-50 at ${SIZE}×${SIZE}, batch 1, one thread, ${machineLine(thisMachine())}; medians`;
  return [title, table.toString(), ...apart, ...longest].join('\n');
}
