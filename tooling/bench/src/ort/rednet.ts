// RedNet-50 at 224×224 from PyTorch, end to end on onnxruntime-web's WebAssembly provider in Node.
import { median } from 'simple-statistics';
import { inProcess } from '../in-process.ts';
import { namedPython, type PyTorchTimes, timePyTorch } from '../pytorch.ts';
import type { BenchOutput } from '../report.ts';
import { convertRednet } from './rednet-checkpoint.ts';
import { rednetFolder } from './rednet-folder.ts';
import { eachContender, rednetTable } from './rednet-report.ts';
import {
  CONTENDERS,
  type Contender,
  type Creation,
  EXPORTERS,
  type Setting,
  type Task,
  type Times,
} from './rednet-task.ts';

/** One exported file on some threads. */
interface Row extends Omit<Setting, 'folder'>, Times {
  creation: Readonly<Record<Contender, Creation>>;
}

const SCRIPT = new URL('rednet-process.ts', import.meta.url);
const THREADS = [1, 2];
/** Creation is timed in as many processes. */
const CREATIONS = 3;

/**
 * Times unmodified onnxruntime-web, our provider and the convolutions alone, ResNet-50, and both networks in PyTorch.
 *
 * @throws Error when the environment does not name the models' folder, or a Python with PyTorch.
 */
export async function benchRednet(onProgress: (text: string) => void): Promise<BenchOutput> {
  const python = namedPython();
  if (!python) throw new Error('INVOLUTION_PYTHON must name a Python with tooling/fixtures/requirements.txt');
  const folder = rednetFolder();
  await convertRednet(folder);
  const rows: Row[] = [];
  for (const threads of THREADS) {
    for (const exporter of EXPORTERS) {
      const setting = { folder, exporter, threads };
      onProgress(`RedNet-50 from exporter ${exporter}, ${threads} threads`);
      const times = await inProcess<Times>(SCRIPT, asJson({ kind: 'time', ...setting }));
      const creation = {} as Record<Contender, Creation>;
      for (const contender of CONTENDERS)
        creation[contender] = await medianCreation({ kind: 'create', contender, ...setting });
      rows.push({ exporter, threads, ...times, creation });
    }
  }
  onProgress('PyTorch');
  const pytorch = await timePyTorch(python, THREADS);
  return { result: { pytorch, rows }, table: toTable(rows, pytorch) };
}

async function medianCreation(task: Task): Promise<Creation> {
  const seen: Creation[] = [];
  for (let k = 0; k < CREATIONS; k++) seen.push(await inProcess<Creation>(SCRIPT, asJson(task)));
  return {
    createMs: median(seen.map(({ createMs }) => createMs)),
    peakMiB: median(seen.map(({ peakMiB }) => peakMiB)),
  };
}

function asJson(task: Task): string {
  return JSON.stringify(task);
}

function toTable(rows: readonly Row[], { version, milliseconds }: PyTorchTimes): string {
  const lines = rows.map(({ exporter, threads, creation, ...times }) => ({
    setting: [exporter, threads],
    times,
    others: {
      'creation, ms': eachContender(creation, ({ createMs }) => createMs),
      'most memory, MiB': eachContender(creation, ({ peakMiB }) => peakMiB),
    },
  }));
  const inPyTorch = Object.entries(milliseconds).map(([threads, { rednet50, resnet50 }]) => {
    const ours = median(rows.filter((row) => row.threads === Number(threads)).map(({ medians }) => medians.ours!));
    const numbers = `RedNet-50 ${rednet50!.toFixed(0)} ms, ResNet-50 ${resnet50!.toFixed(0)} ms`;
    return `PyTorch ${version}, ${threads} threads: ${numbers}; ours / PyTorch's RedNet-50 ${(ours / rednet50!).toFixed(2)}`;
  });
  return [rednetTable('WebAssembly in Node', ['exporter', 'threads'], lines), ...inPyTorch].join('\n');
}
