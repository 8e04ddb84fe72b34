// A process of its own for each measurement: memory is only ever taken. Started by `tfjs-rednet.ts`, with a task as JSON;
// prints the result as JSON.
import { contestInTurns, type Medians } from '../contest.ts';
import type { OpenedInTfjs } from './open-tfjs.ts';
import {
  CONTENDERS,
  type Contender,
  type Created,
  type KernelTime,
  NETWORKS,
  networkOf,
  type Opened,
  type Runtime,
  type Task,
  type Timed,
} from './task.ts';

const RUNS = 11;

const task = JSON.parse(process.argv[2]!) as Task;
const result = task.kind === 'time' ? await time() : await create(task.runtime, task.contender);
process.stdout.write(JSON.stringify(result));
process.exit(0);

async function time(): Promise<Timed> {
  const { openTfjs, version: tfjsVersion } = await import('./open-tfjs.ts');
  const { openOrt, version: ortVersion } = await import('./open-ort.ts');
  const tfjs = new Map<Contender, OpenedInTfjs>();
  const ort = new Map<Contender, Opened>();
  for (const contender of CONTENDERS) {
    tfjs.set(contender, await openTfjs(task.folder, contender));
    ort.set(contender, await openOrt(task.folder, contender));
  }
  const all = [...runsOf('tfjs', tfjs), ...runsOf('onnxruntime-web', ort)];
  const logits: Logits[] = [];
  for (const { network, run } of all) logits.push({ network, values: await run() });
  const medians = await contestInTurns(
    Object.fromEntries(all.map(({ name, run }) => [name, async () => void (await run())])),
    RUNS,
  );
  const kernels: KernelTime[] = [];
  for (const network of NETWORKS) {
    kernels.push(...(await tfjs.get(network)!.kernels()).map((each) => ({ network, ...each })));
  }
  return {
    versions: { tfjs: tfjsVersion, 'onnxruntime-web': ortVersion },
    medians: { tfjs: mediansOf('tfjs', medians), 'onnxruntime-web': mediansOf('onnxruntime-web', medians) },
    logits: { rednet50: compare('rednet50', logits), resnet50: compare('resnet50', logits) },
    kernels,
  };
}

async function create(runtime: Runtime, contender: Contender): Promise<Created> {
  // Of the other runtime, nothing is loaded.
  const open = runtime === 'tfjs' ? (await import('./open-tfjs.ts')).openTfjs : (await import('./open-ort.ts')).openOrt;
  const start = performance.now();
  const opened: Opened = await open(task.folder, contender);
  const createMs = performance.now() - start;
  await opened.run();
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  const peakBytes = await opened.peakBytes?.();
  return { createMs, peakMiB, ...(peakBytes !== undefined && { tensorsMiB: peakBytes / 2 ** 20 }) };
}

/** What a contender of a network has computed. */
interface Logits {
  network: string;
  values: Float32Array;
}

function runsOf(runtime: Runtime, opened: ReadonlyMap<Contender, Opened>) {
  return Array.from(opened, ([contender, { run }]) => ({
    name: `${runtime} ${contender}`,
    network: networkOf(contender),
    run,
  }));
}

function mediansOf(runtime: Runtime, medians: Medians): Medians {
  return Object.fromEntries(CONTENDERS.map((contender) => [contender, medians[`${runtime} ${contender}`]!]));
}

function compare(network: string, logits: readonly Logits[]): { difference: number; largest: number } {
  const all = logits.filter((each) => each.network === network).map(({ values }) => values);
  const spread = (_: number, k: number) => {
    const here = all.map((values) => values[k]!);
    return Math.max(...here) - Math.min(...here);
  };
  return { difference: Math.max(...all[0]!.map(spread)), largest: Math.max(...all[0]!.map(Math.abs)) };
}
