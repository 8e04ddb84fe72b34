import { type InvolutionGeometry, sizeOf, yShapeOf } from '@involution/core';
import { makeProgram, uniformData } from '@involution/wgsl';
import { newBufferPool } from './buffer-pool.ts';
import { requireDevice, watchDevice } from './gpu-device.ts';
import { pipelineFor } from './gpu-pipelines.ts';
import type { Kernels } from './kernels.ts';
import type { OrtModule, Tensor } from './ort.ts';

/** A program that is compiled and has its numbers. */
interface Prepared {
  pipeline: GPUComputePipeline;
  uniforms: GPUBuffer;
  dispatch: readonly [number, number, number];
}

/** Geometries that stay prepared: more than a net has layers. */
const MOST_PREPARED = 64;

/**
 * Our shaders on onnxruntime's own device: what they are given and what they make stays in GPU buffers.
 *
 * Commands go to the queue of the device, to which onnxruntime has submitted its own by the time that a run of its ends;
 * so nothing has to be waited for.
 */
export function webgpuKernels(ort: OrtModule, device: GPUDevice): Kernels {
  watchDevice(device);
  const pool = newBufferPool(device);
  const constants: GPUBuffer[] = [];
  const prepared = new Map<string, Prepared>();

  const prepare = async (geometry: InvolutionGeometry): Promise<Prepared> => {
    const key = JSON.stringify(geometry);
    const known = prepared.get(key);
    if (known !== undefined) return known;
    const program = makeProgram('forward', geometry, device.limits);
    const pipeline = await pipelineFor(device, program);
    const data = uniformData(program);
    const uniforms = device.createBuffer({
      size: data.byteLength,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    device.queue.writeBuffer(uniforms, 0, data);
    const made = { pipeline, uniforms, dispatch: program.dispatch };
    prepared.set(key, made);
    if (prepared.size > MOST_PREPARED) {
      const [oldest, { uniforms: unused }] = prepared.entries().next().value!;
      prepared.delete(oldest);
      unused.destroy();
    }
    return made;
  };

  const upload = (values: Float32Array): GPUBuffer => {
    const buffer = pool.take(values.byteLength);
    device.queue.writeBuffer(buffer, 0, values as Float32Array<ArrayBuffer>);
    return buffer;
  };

  const tensorOn = (buffer: GPUBuffer, dims: readonly number[], dispose: () => void): Tensor =>
    ort.Tensor.fromGpuBuffer(buffer, {
      dataType: 'float32',
      dims,
      dispose,
      download: async () => new Float32Array(await read(device, buffer, bytesOf(dims))),
    });

  return {
    name: 'webgpu',
    location: 'gpu-buffer',
    constant(values, dims) {
      const buffer = upload(values);
      constants.push(buffer);
      return tensorOn(buffer, dims, () => {});
    },
    async run(geometry, x, w, into) {
      requireDevice(device);
      const { pipeline, uniforms, dispatch } = await prepare(geometry);
      const uploaded: GPUBuffer[] = [];
      const bufferOf = (tensor: Tensor): GPUBuffer => {
        if (tensor.location === 'gpu-buffer') return tensor.gpuBuffer;
        const buffer = upload(tensor.data as Float32Array);
        uploaded.push(buffer);
        return buffer;
      };
      const dims = yShapeOf(geometry);
      const result = into?.gpuBuffer ?? pool.take(bytesOf(dims));
      const operands = [
        { buffer: bufferOf(x), size: bytesOf(x.dims) },
        { buffer: bufferOf(w), size: bytesOf(w.dims) },
        { buffer: result, size: bytesOf(dims) },
        { buffer: uniforms },
      ];
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: operands.map((resource, binding) => ({ binding, resource })),
        }),
      );
      pass.dispatchWorkgroups(...dispatch);
      pass.end();
      device.queue.submit([encoder.finish()]);
      for (const buffer of uploaded) pool.give(buffer);
      return into ?? tensorOn(result, dims, () => pool.give(result));
    },
    dispose() {
      pool.dispose();
      for (const buffer of constants) buffer.destroy();
      for (const { uniforms } of prepared.values()) uniforms.destroy();
    },
  };
}

function bytesOf(dims: readonly number[]): number {
  return sizeOf(dims) * Float32Array.BYTES_PER_ELEMENT;
}

async function read(device: GPUDevice, buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
  requireDevice(device);
  const staging = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  try {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return staging.getMappedRange().slice(0);
  } finally {
    staging.destroy();
  }
}
