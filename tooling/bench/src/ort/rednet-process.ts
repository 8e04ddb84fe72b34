// A process of its own for each measurement of RedNet-50: onnxruntime's threads are set once, and memory is only ever
// taken. Started by `rednet.ts`, with a task as JSON; prints the result as JSON.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web';
import { contest } from '../contest.ts';
import { type Creation, RIVALS, type Rival, type Setting, type Task, type Times } from './rednet-task.ts';

const RUNS = 15;

async function time(setting: Setting): Promise<Times> {
  const feeds = {
    [INPUT]: new ort.Tensor('float32', await floats(join(setting.folder, 'input.f32')), [1, 3, 224, 224]),
  };
  const expected = await floats(join(setting.folder, 'rednet50-logits.f32'));
  const sessions = new Map<Rival, ort.InferenceSession>();
  for (const rival of RIVALS) sessions.set(rival, await open(rival, await modelOf(setting, rival)));
  const ours = sessions.get('ours')!;
  const logits = (await ours.run(feeds))[ours.outputNames[0]].data as Float32Array;
  const difference = expected.reduce((most, value, k) => Math.max(most, Math.abs(value - logits[k])), 0);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const contestants = [...sessions].map(([rival, session]) => {
    const run = async (calls: number) => {
      for (let call = 0; call < calls; call++) await session.run(feeds);
    };
    return [rival, run] as const;
  });
  return { medians: await contest(Object.fromEntries(contestants), RUNS), difference, largest };
}

async function create(setting: Setting, rival: Rival): Promise<Creation> {
  const feeds = {
    [INPUT]: new ort.Tensor('float32', await floats(join(setting.folder, 'input.f32')), [1, 3, 224, 224]),
  };
  const model = await modelOf(setting, rival);
  const start = performance.now();
  const session = await open(rival, model);
  const createMs = performance.now() - start;
  await session.run(feeds);
  return { createMs, peakMiB: process.resourceUsage().maxRSS / 1024 };
}

const INPUT = 'x';

function modelOf({ folder, exporter }: Setting, rival: Rival): Promise<Uint8Array> {
  return readFile(join(folder, `rednet50${rival === 'floor' ? '-floor' : ''}-${exporter}-static.onnx`));
}

function open(rival: Rival, model: Uint8Array): Promise<ort.InferenceSession> {
  const executionProviders = [rival === 'ours' ? 'involution' : 'wasm'];
  return ort.InferenceSession.create(model, { executionProviders, logSeverityLevel: 3 });
}

async function floats(path: string): Promise<Float32Array> {
  const { buffer, byteOffset, byteLength } = await readFile(path);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

const task = JSON.parse(process.argv[2]) as Task;
ort.env.wasm.numThreads = task.threads;
registerInvolution(ort, { executionProviders: ['wasm'] });
const result = task.kind === 'time' ? await time(task) : await create(task, task.rival);
process.stdout.write(JSON.stringify(result));
process.exit(0);
