// Runs RedNet-50 of one precision on WebGPU, in a program of its own, and writes what it saw as JSON:
// `half-process.ts PRECISION FILE`.
import { writeFileSync } from 'node:fs';
import { featuresOfGpu, nameOfGpu } from '@involution/adapters/gpu';
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web/webgpu';
import { countBufferBytes } from './gpu-buffers.ts';
import { type Precision, randomImage, randomRednet50, top1Of } from './random-rednet.ts';

/** What `half-webgpu.ts` reads. */
export interface HalfRun {
  readonly device: string;
  readonly features: readonly string[];
  readonly modelBytes: number;
  /** Of the GPU's buffers, at their highest, once the session has run. */
  readonly bufferBytes: number;
  readonly predicted: readonly number[];
}

/** As those of ImageNet. */
const SIZE = 224;
/** A GPU in software takes seconds for each. */
const IMAGES = 5;

const [precision, file] = process.argv.slice(2);
const adapter = await navigator.gpu.requestAdapter();
if (!adapter) throw new Error('this program has no WebGPU adapter');
ort.env.logLevel = 'error';
ort.env.wasm.numThreads = 1;
registerInvolution(ort, { executionProviders: ['webgpu'] });
const model = await randomRednet50(precision as Precision);
const mostBytes = countBufferBytes();
const session = await ort.InferenceSession.create(model, { executionProviders: ['involution'] });
const predicted: number[] = [];
for (let k = 0; k < IMAGES; k++) {
  const { data, dims } = randomImage(k, SIZE);
  const { logits } = await session.run({ input: new ort.Tensor('float32', data, dims) });
  predicted.push(top1Of((await logits!.getData()) as Float32Array));
}
const run: HalfRun = {
  device: nameOfGpu(adapter.info),
  features: featuresOfGpu(adapter),
  modelBytes: model.length,
  bufferBytes: mostBytes(),
  predicted,
};
writeFileSync(file!, JSON.stringify(run));
// WebGPU devices keep some programs alive.
process.exit();
