// What only sessions on a GPU have. A page of its own: when a session can't be created, onnxruntime keeps its device for
// good, and here devices have to come and go.

import { conv, floats, type GraphInit, involution, modelOf, numbers } from '@involution/adapters/onnx-graphs';
import { resolveFusedGeometry } from '@involution/core';
import { makeFusedProgram, prepareProgram } from '@involution/wgsl';
import * as ort from 'onnxruntime-web/webgpu';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { C, H, layer, outputs, parallel, series, W } from '../../test/models.ts';
import { registerInvolution } from '../index.ts';

ort.env.wasm.numThreads = 1;

describe('webgpu: tensors on the GPU', () => {
  const options = { executionProviders: ['involution-webgpu'] };
  const dims = [1, C, H, W];
  const feedX = (seed = 1) => ({ x: new ort.Tensor('float32', numbers(dims, seed), dims) });
  const device = async () => (await ort.env.webgpu.device) as GPUDevice;
  const live = countBuffers();
  let expected: Float32Array;

  registerInvolution(ort, { name: 'involution-webgpu', executionProviders: ['webgpu'] });

  beforeAll(async () => {
    const session = await ort.InferenceSession.create(modelOf(series()), options);
    expected = (await session.run(feedX())).y!.data as Float32Array;
    await session.release();
  });

  /** A tensor on the device of the sessions that are alive. */
  async function onGpu(values: Float32Array<ArrayBuffer>): Promise<ort.Tensor> {
    const gpu = await device();
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = gpu.createBuffer({ size: Math.ceil(values.byteLength / 16) * 16, usage });
    gpu.queue.writeBuffer(buffer, 0, values);
    return ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims, dispose: () => buffer.destroy(), download });
    async function download() {
      const staging = gpu.createBuffer({ size: buffer.size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
      const encoder = gpu.createCommandEncoder();
      encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
      gpu.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      const read = new Float32Array(staging.getMappedRange().slice(0)).subarray(0, values.length);
      staging.destroy();
      return read;
    }
  }

  it('are taken as feeds, by subgraphs and by involutions', async () => {
    for (const graph of [series(), parallel()]) {
      const session = await ort.InferenceSession.create(modelOf(graph), options);
      const fromCpu = (await session.run(feedX())).y!.data;
      const x = await onGpu(numbers(dims));
      expect((await session.run({ x })).y!.data).toEqual(fromCpu);
      x.dispose();
      await session.release();
    }
  });

  it('are given back where the user wants them: everywhere, or for one output', async () => {
    const feeds = () => ({ ...feedX(), unused: new ort.Tensor('float32', [1], [1]) });
    const onCpu = await ort.InferenceSession.create(modelOf(outputs()), options);
    const all = await onCpu.run(feeds());
    for (const name of onCpu.outputNames) expect(all[name]!.location).toBe('cpu');
    const locations: ort.InferenceSession.SessionOptions['preferredOutputLocation'][] = [
      'gpu-buffer',
      { y: 'gpu-buffer' },
      { involved: 'gpu-buffer', kernel: 'gpu-buffer' },
    ];
    for (const preferredOutputLocation of locations) {
      const session = await ort.InferenceSession.create(modelOf(outputs()), { ...options, preferredOutputLocation });
      const results = await session.run(feeds());
      for (const [name, tensor] of Object.entries(results)) {
        const wanted = typeof preferredOutputLocation === 'string' || name in preferredOutputLocation!;
        expect([name, tensor.location]).toEqual([name, wanted ? 'gpu-buffer' : 'cpu']);
        expect(await tensor.getData()).toEqual(all[name]!.data);
        tensor.dispose();
      }
      await session.release();
    }
    await onCpu.release();
  });

  it("are filled when they are the user's own", async () => {
    const session = await ort.InferenceSession.create(modelOf(outputs()), {
      ...options,
      preferredOutputLocation: 'gpu-buffer',
    });
    const feeds = { ...feedX(), unused: new ort.Tensor('float32', [1], [1]) };
    const { y, involved } = await session.run(feeds);
    const own = { y: await onGpu(new Float32Array(C * H * W)), involved: await onGpu(new Float32Array(C * H * W)) };
    const results = await session.run(feeds, own);
    expect([results.y, results.involved]).toEqual([own.y, own.involved]);
    expect(await own.y.getData()).toEqual(await y!.getData());
    expect(await own.involved.getData()).toEqual(await involved!.getData());
    for (const tensor of [y!, involved!, own.y, own.involved]) tensor.dispose();
    await session.release();
  });

  it('stay there between subgraphs and involutions: only the result is read', async () => {
    const session = await ort.InferenceSession.create(modelOf(series()), options);
    await session.run(feedX());
    const maps = vi.spyOn(GPUBuffer.prototype, 'mapAsync');
    await session.run(feedX());
    const reads = maps.mock.calls.filter(([mode]) => mode === GPUMapMode.READ);
    maps.mockRestore();
    expect(reads).toHaveLength(1);
    await session.release();
  });

  it('leave no buffer behind after 300 runs of changing size, nor do sessions', async () => {
    const session = await ort.InferenceSession.create(modelOf(layer(['n', C, 'h', 'w'])), options);
    const run = async (k: number) => {
      const shape = [1 + (k % 2), C, 3 + (k % 5), 4 + (k % 3)];
      await session.run({ x: new ort.Tensor('float32', numbers(shape), shape) });
    };
    for (let k = 0; k < 60; k++) await run(k);
    const before = live();
    for (let k = 0; k < 300; k++) await run(k);
    // The runtime's own pool and ours hold what they held.
    expect(live()).toBeLessThanOrEqual(before + 2);
    // The first session stays, and with it the device: nothing of the others may stay on it.
    const again = async () => {
      const other = await ort.InferenceSession.create(modelOf(withConstants()), options);
      await other.run(feedX());
      await other.release();
    };
    for (let k = 0; k < 3; k++) await again();
    const rest = live();
    for (let k = 0; k < 10; k++) await again();
    expect(live()).toBeLessThanOrEqual(rest);
    await session.release();
  });

  it('are made anew on the device of each life of the runtime', async () => {
    const devices = new Set<GPUDevice>();
    for (let k = 0; k < 3; k++) {
      const session = await ort.InferenceSession.create(modelOf(series()), options);
      devices.add(await device());
      expect((await session.run(feedX())).y!.data).toEqual(expected);
      await session.release();
    }
    expect(devices.size).toBe(3);
  });

  it('outlive other sessions, in whatever order these go', async () => {
    const make = () => ort.InferenceSession.create(modelOf(series()), options);
    const plain = await ort.InferenceSession.create(modelOf(oneConvolution()), { executionProviders: ['webgpu'] });
    const [a, b] = [await make(), await make()];
    await a.release();
    expect((await b.run(feedX())).y!.data).toEqual(expected);
    const c = await make();
    await plain.release();
    await b.release();
    expect((await c.run(feedX())).y!.data).toEqual(expected);
    await c.release();
    const d = await make();
    expect((await d.run(feedX())).y!.data).toEqual(expected);
    await d.release();
  });

  it('that are lost are not silently wrong', async () => {
    const session = await ort.InferenceSession.create(modelOf(parallel()), options);
    await session.run(feedX());
    const gpu = await device();
    gpu.destroy();
    await gpu.lost;
    await expect(session.run(feedX())).rejects.toThrow();
    await session.release().catch(() => {});
    const next = await ort.InferenceSession.create(modelOf(series()), options);
    expect((await next.run(feedX())).y!.data).toEqual(expected);
    await next.release();
  });

  it('that do not compile a shader say so at every run', async () => {
    const session = await ort.InferenceSession.create(modelOf(layer()), options);
    const gpu = await device();
    const shapes = { x: [1, H, W, C], features: [1, H, W, C], spanWeights: [C, 18] };
    const geometry = resolveFusedGeometry(shapes, { kernelSize: 3, groups: 2 });
    // Pipelines are kept by key, so the session gets what is made of this text. In this build the layer is channels last.
    const broken = { ...makeFusedProgram('fusedForward', geometry, gpu.limits), body: 'no WGSL' };
    await expect(prepareProgram(gpu, broken)).rejects.toThrow();
    for (const _ of ['first', 'second']) {
      await expect(session.run(feedX())).rejects.toMatchObject({
        name: 'InvolutionError',
        code: 'SHADER_COMPILATION_FAILED',
        cause: expect.any(GPUValidationError),
      });
    }
    await session.release();
  });

  it('are refused for graph capture, where the whole model must be one session', async () => {
    const reasons: (string | undefined)[] = [];
    registerInvolution(ort, {
      name: 'involution-capture',
      executionProviders: ['webgpu'],
      onSession: ({ involutions }) => void reasons.push(...involutions.map(({ reason }) => reason)),
    });
    const session = await ort.InferenceSession.create(modelOf(layer()), {
      executionProviders: ['involution-capture'],
      enableGraphCapture: true,
      logSeverityLevel: 3,
    }).catch((error: Error) => error);
    expect(reasons[0] ?? String(session)).toMatch(/graph ?capture/i);
    if (!(session instanceof Error)) await session.release();
  });
});

function oneConvolution(): GraphInit {
  const graph = layer();
  return { ...graph, node: [conv(['x', 'last'], 'y')] };
}

/** A net of which each part of the kernels keeps something: constants, weights of a span, uniforms, results on their way. */
function withConstants(): GraphInit {
  const graph = layer();
  return {
    ...graph,
    initializer: [...graph.initializer!, floats('fixed', [1, 18, H, W])],
    node: [...graph.node!.slice(0, 3), involution(['involved', 'fixed'], 'second'), conv(['second', 'last'], 'y')],
  };
}

/** Counts the buffers alive, the runtime's among them. */
function countBuffers(): () => number {
  const buffers = new Set<GPUBuffer>();
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    buffers.add(buffer);
    void this.lost.then(() => buffers.delete(buffer));
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function () {
    buffers.delete(this);
    return destroy.call(this);
  };
  return () => buffers.size;
}
