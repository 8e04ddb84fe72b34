// Would a second thread pay? Half of the rows by a worker, while the caller does the others and then waits, as it must
// in a synchronous call: awake, because the main thread of a page can't sleep.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { kernelShapeFor, resolveGeometry } from '@involution/core';
import { loadInvolutionWasm, type Plan } from '@involution/wasm';
import Table from 'cli-table3';
import { contest } from '../contest.ts';
import { machineLine, thisMachine } from '../machine.ts';
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

/** Forward, NHWC, in Node. */
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
  const xShape = [batch, size, size, channels];
  const options = { kernelSize, groups: channels / 16 };
  const geometry = resolveGeometry(xShape, kernelShapeFor(xShape, options), options);
  const memory = new WebAssembly.Memory({ initial: 1024, maximum: 1024, shared: true });
  const wasm = loadInvolutionWasm({ memory });
  const whole = wasm.plan('forward', geometry);
  const half = Math.floor(size / 2);
  const [upper, lower] = [rowsOf(whole, 0, half), rowsOf(whole, half, size)];
  const kernel = whole.inputBytes[0];
  const y = kernel + whole.inputBytes[1];
  const scratch = Math.ceil((y + whole.outputBytes) / 16) * 16;
  const inputs = [0, kernel] as const;
  const ofWorker = {
    plan: lower,
    pointers: { inputs, output: y + half * (whole.outputBytes / size), scratch: scratch + 2 ** 20 },
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
      one: repeated(() => wasm.run(whole, { inputs, output: y, scratch })),
      two: repeated(() => {
        signal(++call);
        wasm.run(upper, { inputs, output: y, scratch });
        while (Atomics.load(flags, 1) !== call);
      }),
    },
    RUNS,
  );
  signal(-1);
  await once(worker, 'exit');
  return { shape: name, worker: state, oneThreadMs: medians.one, twoThreadsMs: medians.two };
}

/** Fields of a plan's words; see `Walk` in the package's assembly/walk.ts. */
const TARGET_HEIGHT = 1;
const ROWS = 20;
const BYTES_OF_TAPS = 12;

/** The part of a plan that makes some rows of a batch of one. */
function rowsOf(plan: Plan, begin: number, end: number): Plan {
  const words = plan.words.slice();
  words[TARGET_HEIGHT] = end - begin;
  words[ROWS] += begin * BYTES_OF_TAPS;
  return { ...plan, words, outputBytes: (plan.outputBytes * (end - begin)) / plan.words[TARGET_HEIGHT] };
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
