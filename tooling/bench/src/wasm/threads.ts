// Would a second thread pay? Half of the rows by a worker, while the caller does the others and then waits, as it must
// in a synchronous call: awake, because the main thread of a page can't sleep.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { machineLine, thisMachine } from '@involution/adapters/machine';
import { kernelShapeFor, resolveGeometry } from '@involution/core';
import { type InvolutionWasm, loadInvolutionWasm, type Plan } from '@involution/wasm';
import Table from 'cli-table3';
import { contest } from '../contest.ts';
import type { BenchOutput } from '../report.ts';
import { LARGE_SHAPE, SHAPES, type Shape } from '../shapes.ts';
import { repeated } from './limits.ts';

/** Rounds for which the worker stays awake after a call: none, or about a tenth of a millisecond. */
const SPINS = { asleep: 0, awake: 20_000 } as const;
const RUNS = 201;

interface ThreadsRow {
  shape: string;
  worker: keyof typeof SPINS;
  oneThreadMs: number;
  twoThreadsMs: number;
}

/** Forward, channels last, in Node. */
export async function benchThreads(onProgress: (text: string) => void): Promise<BenchOutput> {
  const rows: ThreadsRow[] = [];
  for (const worker of Object.keys(SPINS) as (keyof typeof SPINS)[]) {
    for (const shape of [...SHAPES, LARGE_SHAPE]) {
      onProgress(`wasm threads, worker ${worker}, ${shape.name}`);
      rows.push(await benchShape(shape, worker));
    }
  }
  return { result: { rows }, table: toTable(rows) };
}

async function benchShape(
  { batch, channels, size, kernelSize, name }: Shape,
  state: keyof typeof SPINS,
): Promise<ThreadsRow> {
  const groups = channels / 16;
  const radius = (kernelSize - 1) / 2;
  /** The plan for as many rows of x, with zeros above and below. */
  const planOf = (wasm: InvolutionWasm, rows: number, above: number, below: number) => {
    const xShape = [batch, rows, size, channels];
    const pad = [
      [above, below],
      [radius, radius],
    ] as const;
    const options = { kernelSize, groups, pad };
    return wasm.plan('forward', resolveGeometry(xShape, kernelShapeFor(xShape, options), options));
  };
  const memory = new WebAssembly.Memory({ initial: 1024, maximum: 1024, shared: true });
  const wasm = loadInvolutionWasm({ memory });
  const half = Math.floor(size / 2);
  const whole = planOf(wasm, size, radius, radius);
  const upper = planOf(wasm, half + radius, radius, 0);
  const lower = planOf(wasm, size - half + radius, 0, radius);
  const bytesOf = ({ operandBytes }: Plan) => operandBytes as { x: number; kernel: number };
  const kernel = bytesOf(whole).x;
  const output = kernel + bytesOf(whole).kernel;
  const scratch = Math.ceil((output + whole.resultBytes.y!) / 16) * 16;
  const pointers = { operands: { x: 0, kernel }, results: { y: output }, scratch };
  const rowBytes = size * channels * Float32Array.BYTES_PER_ELEMENT;
  const ofWorker = {
    plan: lower,
    pointers: {
      operands: { x: (half - radius) * rowBytes, kernel: kernel + bytesOf(upper).kernel },
      results: { y: output + upper.resultBytes.y! },
      scratch: scratch + 2 ** 20,
    },
  };

  const flags = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(new URL('threads-worker.mjs', import.meta.url), {
    workerData: { memory, flags, spins: SPINS[state] },
  });
  worker.postMessage(ofWorker);
  await once(worker, 'message');
  const signal = (value: number) => {
    Atomics.store(flags, 0, value);
    Atomics.notify(flags, 0);
  };
  let call = 0;
  const medians = await contest(
    {
      one: repeated(() => wasm.run(whole, pointers)),
      two: repeated(() => {
        signal(++call);
        wasm.run(upper, pointers);
        while (Atomics.load(flags, 1) !== call);
      }),
    },
    RUNS,
  );
  signal(-1);
  await once(worker, 'exit');
  return { shape: name, worker: state, oneThreadMs: medians.one!, twoThreadsMs: medians.two! };
}

function toTable(rows: readonly ThreadsRow[]): string {
  const table = new Table({
    head: ['shape', 'worker', 'one thread, ms', 'two threads, ms', 'one / two'],
    style: { head: [], border: [] },
  });
  for (const { shape, worker, oneThreadMs, twoThreadsMs } of rows) {
    const ratio = oneThreadMs / twoThreadsMs;
    table.push([shape, worker, oneThreadMs.toFixed(3), twoThreadsMs.toFixed(3), ratio.toFixed(2)]);
  }
  return [`@involution/wasm on two threads, ${machineLine(thisMachine())}; medians`, table.toString()].join('\n');
}
