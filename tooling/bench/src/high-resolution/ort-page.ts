// Runs in the browser: what `high-resolution.ts` calls from Node, for onnxruntime-web's WebGPU provider.
import { registerInvolution } from '@involution/onnxruntime-web';
import * as ort from 'onnxruntime-web/webgpu';
import { describeDevice } from '../ort/device.ts';
import { countBufferBytes } from '../ort/gpu-buffers.ts';
import { ortNetwork, sampleOf } from './ort-network.ts';
import type { OrtRun, OrtTask } from './tasks.ts';

const mostBufferBytes = countBufferBytes();

/**
 * Runs a network whose input lies on the GPU and whose result stays there.
 *
 * @param preferredLayout In which onnxruntime computes convolutions. It transposes what it is given for its own default, NHWC.
 */
export async function runOrtInPage(
  task: OrtTask,
  preferredLayout: 'NCHW' | 'NHWC',
): Promise<OrtRun & { device: string }> {
  const { model, input, dims } = await ortNetwork(task);
  ort.env.logLevel = 'fatal';
  const provider = { name: 'webgpu', preferredLayout } as const;
  registerInvolution(ort, { executionProviders: [provider] });
  const session = await ort.InferenceSession.create(model, {
    executionProviders: [task.way === 'fused' ? 'involution' : provider],
    preferredOutputLocation: 'gpu-buffer',
  });
  const device = await ort.env.webgpu.device;
  const { COPY_DST, COPY_SRC, STORAGE } = GPUBufferUsage;
  const buffer = device.createBuffer({ size: input.byteLength, usage: STORAGE | COPY_SRC | COPY_DST });
  device.queue.writeBuffer(buffer, 0, input as Float32Array<ArrayBuffer>);
  const x = ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
  await device.queue.onSubmittedWorkDone();
  const start = performance.now();
  const y = (await session.run({ [session.inputNames[0]!]: x }))[session.outputNames[0]!]!;
  await device.queue.onSubmittedWorkDone();
  const milliseconds = performance.now() - start;
  const peakBytes = mostBufferBytes();
  const data = (await y.getData()) as Float32Array;
  return { device: await describeDevice(ort), milliseconds, peakBytes, sample: sampleOf(data) };
}
