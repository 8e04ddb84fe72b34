// RedNet-50 at 224×224 from PyTorch, end to end on onnxruntime-web's WebAssembly provider in Node.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { machineLine, thisMachine } from '../machine.ts';
import type { BenchOutput } from '../report.ts';
import { type Creation, EXPORTERS, RIVALS, type Rival, type Setting, type Task, type Times } from './rednet-task.ts';

/** One exported file on some threads. */
interface RednetRow extends Omit<Setting, 'folder'>, Times {
  creation: Readonly<Record<Rival, Creation>>;
}

const FOLDER = 'INVOLUTION_REDNET50';
const THREADS = [1, 2];
/** Creation is timed in as many processes. */
const CREATIONS = 3;

/**
 * Times stock onnxruntime, our provider and the convolutions alone.
 *
 * @throws Error when the environment does not name the models' folder.
 */
export async function benchRednet(onProgress: (text: string) => void): Promise<BenchOutput> {
  const folder = process.env[FOLDER];
  if (!folder) {
    throw new Error(`${FOLDER} must name the folder that tooling/fixtures/generate_onnx.py --rednet50 has written to`);
  }
  const rows: RednetRow[] = [];
  for (const threads of THREADS) {
    for (const exporter of EXPORTERS) {
      const setting = { folder, exporter, threads };
      onProgress(`RedNet-50 from exporter ${exporter}, ${threads} threads`);
      const times = await inProcess<Times>({ kind: 'time', ...setting });
      const creation = {} as Record<Rival, Creation>;
      for (const rival of RIVALS) creation[rival] = await medianCreation({ kind: 'create', rival, ...setting });
      rows.push({ exporter, threads, ...times, creation });
    }
  }
  return { result: { rows }, table: toTable(rows) };
}

async function medianCreation(task: Task): Promise<Creation> {
  const seen: Creation[] = [];
  for (let k = 0; k < CREATIONS; k++) seen.push(await inProcess<Creation>(task));
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  return {
    createMs: middle(seen.map(({ createMs }) => createMs)),
    peakMiB: middle(seen.map(({ peakMiB }) => peakMiB)),
  };
}

async function inProcess<Result>(task: Task): Promise<Result> {
  const script = fileURLToPath(new URL('rednet-process.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, JSON.stringify(task)]);
  return JSON.parse(stdout) as Result;
}

function toTable(rows: readonly RednetRow[]): string {
  const table = new Table({
    head: ['exporter', 'threads', '', 'stock', 'ours', 'floor', 'stock / ours', 'ours / floor', 'ours / stock'],
    style: { head: [], border: [] },
  });
  for (const { exporter, threads, medians, creation, difference, largest } of rows) {
    const line = (name: string, valueFor: (rival: Rival) => number) => {
      const [stock, ours, floor] = RIVALS.map(valueFor);
      const ratios = [stock / ours, ours / floor, ours / stock].map((ratio) => ratio.toFixed(2));
      table.push([exporter, threads, name, ...[stock, ours, floor].map((value) => value.toFixed(0)), ...ratios]);
    };
    line('run, ms', (rival) => medians[rival]);
    line('creation, ms', (rival) => creation[rival].createMs);
    line('most memory, MiB', (rival) => creation[rival].peakMiB);
    const logits = `largest difference from PyTorch's logits ${difference.toExponential(1)}, of at most ${largest.toFixed(3)}`;
    table.push([exporter, threads, { colSpan: 7, content: logits }]);
  }
  return [`RedNet-50 at 224×224, batch 1, ${machineLine(thisMachine())}; medians`, table.toString()].join('\n');
}
