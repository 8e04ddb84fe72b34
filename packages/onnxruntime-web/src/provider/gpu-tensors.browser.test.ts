// A user's own tensors on a GPU: what onnxruntime-web and WebGPU take in silence.

import { involution, modelOf, numbers, value } from '@involution/adapters/onnx-graphs';
import * as ort from 'onnxruntime-web/webgpu';
import { beforeAll, expect, it } from 'vitest';
import { C, H, layer, W } from '../../test/models.ts';
import { registerInvolution } from '../index.ts';

ort.env.wasm.numThreads = 1;
registerInvolution(ort, { executionProviders: ['webgpu'] });

const DIMS = [1, C, H, W];
const BYTES = 4 * C * H * W;

let session: ort.InferenceSession;
let device: GPUDevice;
beforeAll(async () => {
  const graph = layer();
  // `involved` comes from a kernel of ours, `y` from a session of onnxruntime.
  const model = modelOf({ ...graph, output: [...graph.output!, value('involved', DIMS)] });
  session = await ort.InferenceSession.create(model, { executionProviders: ['involution'] });
  device = await ort.env.webgpu.device;
  return () => session.release();
});

function tensorOn(size: number, usage: GPUBufferUsageFlags) {
  const gpuBuffer = device.createBuffer({ size, usage: usage | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
  return ort.Tensor.fromGpuBuffer(gpuBuffer, { dataType: 'float32', dims: DIMS });
}

const feeds = () => ({ x: new ort.Tensor('float32', numbers(DIMS), DIMS) });

it.each(['involved', 'y'])('that are too small, or not for shaders, are refused for the output %s', async (output) => {
  const run = (tensor: ort.Tensor) => session.run(feeds(), { [output]: tensor });
  const refused = (message: string) =>
    expect.objectContaining({
      code: 'INVALID_DATA',
      argument: `tensor for output '${output}'`,
      message: expect.stringContaining(message),
    });
  await expect(run(tensorOn(BYTES - 4, GPUBufferUsage.STORAGE))).rejects.toThrow(refused(`${BYTES} bytes`));
  await expect(run(tensorOn(BYTES, GPUBufferUsage.VERTEX))).rejects.toThrow(refused('STORAGE'));
  const fitting = tensorOn(BYTES, GPUBufferUsage.STORAGE);
  expect((await run(fitting))[output]).toBe(fitting);
});

it('are refused as inputs too', async () => {
  const run = (x: ort.Tensor) => session.run({ x });
  const refused = expect.objectContaining({ code: 'INVALID_DATA', argument: "input 'x'" });
  await expect(run(tensorOn(BYTES - 4, GPUBufferUsage.STORAGE))).rejects.toThrow(refused);
  await expect(run(tensorOn(BYTES, GPUBufferUsage.VERTEX))).rejects.toThrow(refused);
  expect((await run(tensorOn(BYTES, GPUBufferUsage.STORAGE))).y!.dims).toEqual(DIMS);
});

it('are made for an empty result where the session prefers it', async () => {
  const shape = ['n', C, H, W];
  const graph = { input: [value('x', shape), value('w', ['n', 9, H, W])], output: [value('y', shape)] };
  const preferring = await ort.InferenceSession.create(modelOf({ ...graph, node: [involution(['x', 'w'], 'y')] }), {
    executionProviders: ['involution'],
    preferredOutputLocation: 'gpu-buffer',
  });
  const empty = (...dims: number[]) => new ort.Tensor('float32', new Float32Array(0), dims);
  const { y } = await preferring.run({ x: empty(0, C, H, W), w: empty(0, 9, H, W) });
  expect([y!.location, y!.dims]).toEqual(['gpu-buffer', [0, C, H, W]]);
  expect(await y!.getData()).toHaveLength(0);
  await preferring.release();
});
