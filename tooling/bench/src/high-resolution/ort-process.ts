// A process of its own for each network in onnxruntime-web: memory is only ever taken. Started by `high-resolution.ts` with an
// `OrtTask` as JSON; prints what it saw as JSON.
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web';
import { measurePeak, printResult } from './in-process.ts';
import { ortNetwork, sampleOf } from './ort-network.ts';
import type { OrtRun, OrtTask } from './tasks.ts';

await printResult(async () => {
  const task = JSON.parse(process.argv[2]!) as OrtTask;
  const { model, input, dims } = await ortNetwork(task);
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'fatal';
  registerInvolution(ort, { executionProviders: ['wasm'] });
  const peakBytes = measurePeak();
  const session = await ort.InferenceSession.create(model, {
    executionProviders: [task.way === 'fused' ? 'involution' : 'wasm'],
  });
  const feeds = { [session.inputNames[0]!]: new ort.Tensor('float32', input, dims) };
  const start = performance.now();
  const y = (await session.run(feeds))[session.outputNames[0]!]!;
  const milliseconds = performance.now() - start;
  const data = y.data as Float32Array;
  const run: OrtRun = { milliseconds, peakBytes: peakBytes() - data.byteLength, sample: sampleOf(data) };
  return run;
});
