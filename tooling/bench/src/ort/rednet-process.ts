// A process of its own for each measurement of RedNet-50: onnxruntime's threads are set once, and memory is only ever
// taken. Started by `rednet.ts`, with a task as JSON; prints the result as JSON.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web';
import { contestInTurns } from '../contest.ts';
import { feedsOf, type Host, imageOf, timeContenders, timeCreation } from './rednet-contenders.ts';
import type { Contender, Creation, Exporter, Task } from './rednet-task.ts';

const RUNS = 15;

const task = JSON.parse(process.argv[2]!) as Task;
const host: Host = { ort, provider: 'wasm', read: (name) => readFile(join(task.folder, name)) };

async function create(exporter: Exporter, contender: Contender): Promise<Creation> {
  const image = await imageOf(host);
  const { createMs, session } = await timeCreation(host, exporter, contender);
  await session.run(feedsOf(session, image));
  return { createMs, peakMiB: process.resourceUsage().maxRSS / 1024 };
}

ort.env.wasm.numThreads = task.threads;
registerInvolution(ort, { executionProviders: ['wasm'] });
const result =
  task.kind === 'time'
    ? await timeContenders(host, task.exporter, (contestants) => contestInTurns(contestants, RUNS))
    : await create(task.exporter, task.contender);
process.stdout.write(JSON.stringify(result));
process.exit(0);
