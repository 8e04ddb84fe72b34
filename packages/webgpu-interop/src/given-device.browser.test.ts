// Why sessions get the device as an option. A page of its own: nothing of ours may have been here before.
import { modelOf, op, value } from '@involution/adapters/onnx-graphs';
import * as ort from 'onnxruntime-web/webgpu';
import { expect, it } from 'vitest';

it('onnxruntime-web ignores the device that its environment is given', async () => {
  ort.env.wasm.numThreads = 1;
  const adapter = await navigator.gpu.requestAdapter();
  const device = await adapter!.requestDevice();
  ort.env.webgpu.device = device;
  const model = modelOf({ input: [value('x', [4])], output: [value('y', [4])], node: [op('Exp', ['x'], 'y')] });
  const session = await ort.InferenceSession.create(model, { executionProviders: ['webgpu'] });
  expect(await ort.env.webgpu.device).toBeInstanceOf(GPUDevice);
  expect(await ort.env.webgpu.device).not.toBe(device);
  await session.release();
});
