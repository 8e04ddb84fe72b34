// A process for each measurement of a first run: what an engine has compiled once, it runs faster for ever. Started by
// `first-run.ts`, with a contender; prints what it saw as JSON.
import { expandInvolution } from '@involution/onnx';
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web';
import { FIRST_RUN_SIZE, type FirstRunContender, type FirstRuns } from './first-run-task.ts';
import { randomImage, randomRednet } from './random-rednet.ts';

const RUNS = 60;

const contender = process.argv[2] as FirstRunContender;
const model = await randomRednet(26, 'float32', FIRST_RUN_SIZE);
const bytes = contender === 'ours' ? model : expandInvolution(model);
const { data, dims } = randomImage(0, FIRST_RUN_SIZE);
ort.env.wasm.numThreads = 1;
registerInvolution(ort, { executionProviders: ['wasm'] });
const milliseconds: number[] = [];
async function timed<T>(call: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await call();
  milliseconds.push(performance.now() - start);
  return result;
}
const executionProviders = [contender === 'ours' ? 'involution' : 'wasm'];
const session = await timed(() => ort.InferenceSession.create(bytes, { executionProviders, logSeverityLevel: 3 }));
for (let k = 0; k < RUNS; k++) {
  await timed(() => session.run({ input: new ort.Tensor('float32', data, dims) }));
}
const [createMs, ...runsMs] = milliseconds as [number, ...number[]];
const seen: FirstRuns = { createMs, runsMs };
process.stdout.write(JSON.stringify(seen));
process.exit(0);
