import { type InvolutionGeometry, sizeOf, yShapeOf } from '@involution/core';
import { makeProgram, type PreparedProgram, prepareProgram, requireDevice, watchDevice } from '@involution/wgsl';
import { newBufferPool } from './buffer-pool.ts';
import type { Kernels } from './kernels.ts';
import type { OrtModule, Tensor } from './ort.ts';

/** Geometries that stay prepared: more than a net has layers. */
const MAX_PREPARED = 64;

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
  const prepared = new Map<string, PreparedProgram>();

  const prepare = async (geometry: InvolutionGeometry): Promise<PreparedProgram> => {
    const key = JSON.stringify(geometry);
    const known = prepared.get(key);
    if (known !== undefined) return known;
    const made = await prepareProgram(device, makeProgram('forward', geometry, device.limits));
    prepared.set(key, made);
    if (prepared.size > MAX_PREPARED) {
      const [oldest, unused] = prepared.entries().next().value!;
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
    types: ['float32'],
    constant(_, values, dims) {
      const buffer = upload(values as Float32Array);
      constants.push(buffer);
      return tensorOn(buffer, dims, () => {});
    },
    async run(geometry, x, w, into) {
      requireDevice(device);
      const program = await prepare(geometry);
      const uploaded: GPUBuffer[] = [];
      const bufferOf = (tensor: Tensor): GPUBuffer => {
        if (tensor.location === 'gpu-buffer') return tensor.gpuBuffer;
        const buffer = upload(tensor.data as Float32Array);
        uploaded.push(buffer);
        return buffer;
      };
      const dims = yShapeOf(geometry);
      const result = into?.gpuBuffer ?? pool.take(bytesOf(dims));
      const encoder = device.createCommandEncoder();
      const bindingOf = (tensor: Tensor) => ({ buffer: bufferOf(tensor), size: bytesOf(tensor.dims) });
      program.encode(encoder, { x: bindingOf(x), kernel: bindingOf(w) }, { buffer: result, size: bytesOf(dims) });
      device.queue.submit([encoder.finish()]);
      for (const buffer of uploaded) pool.give(buffer);
      return into ?? tensorOn(result, dims, () => pool.give(result));
    },
    empty(_, dims) {
      const buffer = pool.take(0);
      return tensorOn(buffer, dims, () => pool.give(buffer));
    },
    dispose() {
      pool.dispose();
      for (const buffer of constants) buffer.destroy();
      for (const program of prepared.values()) program.destroy();
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
