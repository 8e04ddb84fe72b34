// A process of its own for each network in onnxruntime-web: memory is only ever taken. Started by `high-resolution.ts` with an
// `OrtTask` as JSON; prints what it saw as JSON.
import { sizeOf } from '@involution/core';
import { expandInvolution, networkModel } from '@involution/onnx';
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web';
import { randomParameters } from '../ort/random-rednet.ts';
import { measurePeak, printResult } from './in-process.ts';
import { networkNamed } from './networks.ts';
import type { OrtRun, OrtTask } from './tasks.ts';

await printResult(async () => {
  const { network: name, way, height, width } = JSON.parse(process.argv[2]!) as OrtTask;
  const network = networkNamed(name);
  const model = await networkModel(network, randomParameters(network), { imageSize: [height, width] });
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'fatal';
  registerInvolution(ort, { executionProviders: ['wasm'] });
  const dims = [1, network.inputChannels, height, width];
  const input = new Float32Array(sizeOf(dims)).map((_, k) => ((k * 7919) % 1009) / 1009 - 0.5);
  const peakBytes = measurePeak();
  const session = await ort.InferenceSession.create(way === 'fused' ? model : expandInvolution(model), {
    executionProviders: [way === 'fused' ? 'involution' : 'wasm'],
  });
  const feeds = { [session.inputNames[0]!]: new ort.Tensor('float32', input, dims) };
  const start = performance.now();
  const y = (await session.run(feeds))[session.outputNames[0]!]!;
  const milliseconds = performance.now() - start;
  const data = y.data as Float32Array;
  const run: OrtRun = { milliseconds, peakBytes: peakBytes() - data.byteLength, sample: sampleOf(data) };
  return run;
});

/** Some numbers, from all over a result. */
function sampleOf(data: Float32Array): number[] {
  return Array.from({ length: 64 }, (_, k) => data[Math.floor(((k + 0.5) * data.length) / 64)]!);
}
