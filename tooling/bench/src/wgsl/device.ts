// What is timed on a GPU: programs of @involution/wgsl, and copies of as many bytes.
import { type InvolutionGeometry, mapOperands, OPERATIONS, type Operation, shapeOf, sizeOf } from '@involution/core';
import { type InvolutionProgram, prepareProgram } from '@involution/wgsl';
import type { Run } from '../contest.ts';

const FLOAT_BYTES = 4;
/** A copy past the caches of any GPU; more bytes are several of these. */
const MAX_COPY_BYTES = 256 * 2 ** 20;

/** A device with all the memory that its adapter allows. */
export async function openDevice(gpu: GPU): Promise<GPUDevice> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('no WebGPU adapter: this machine has no Vulkan device, not even one in software');
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  return await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
}

/** What is timed, and how to free what it holds. */
export interface Timed {
  run: Run;
  destroy(): void;
}

/** A program of a geometry, on random numbers. */
export async function timedProgram(
  device: GPUDevice,
  program: InvolutionProgram,
  g: InvolutionGeometry,
): Promise<Timed> {
  // Fused programs read other tensors.
  const operation = program.operation as Operation;
  const prepared = await prepareProgram(device, program);
  const buffers: GPUBuffer[] = [];
  const storage = (size: number) => {
    const buffer = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST });
    buffers.push(buffer);
    return buffer;
  };
  const operands = mapOperands(operation, (name) => {
    const buffer = storage(sizeOf(shapeOf(g, name)) * FLOAT_BYTES);
    fill(device, buffer);
    return { buffer };
  });
  const result = { buffer: storage(sizeOf(shapeOf(g, OPERATIONS[operation].result)) * FLOAT_BYTES) };
  return {
    run: submitted(device, (encoder) => prepared.encode(encoder, operands, result)),
    destroy() {
      prepared.destroy();
      for (const buffer of buffers) buffer.destroy();
    },
  };
}

/** A copy from one buffer of the device to another that reads and writes so many bytes in all. */
export function timedCopy(device: GPUDevice, bytes: number): Timed {
  const half = Math.ceil(bytes / 2 / FLOAT_BYTES) * FLOAT_BYTES;
  const size = Math.min(half, MAX_COPY_BYTES);
  const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const [from, to] = [device.createBuffer({ size, usage }), device.createBuffer({ size, usage })];
  fill(device, from);
  return {
    run: submitted(device, (encoder) => {
      for (let left = half; left > 0; left -= size) encoder.copyBufferToBuffer(from, 0, to, 0, Math.min(left, size));
    }),
    destroy() {
      from.destroy();
      to.destroy();
    },
  };
}

function submitted(device: GPUDevice, encode: (encoder: GPUCommandEncoder) => void): Run {
  return async (calls) => {
    const encoder = device.createCommandEncoder();
    for (let call = 0; call < calls; call++) encode(encoder);
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
  };
}

/** Random numbers, the same few over and over: enough that nothing is subnormal and nothing compresses to zeros. */
function fill(device: GPUDevice, buffer: GPUBuffer): void {
  const numbers = Float32Array.from(
    { length: Math.min(buffer.size / FLOAT_BYTES, 2 ** 20) },
    () => Math.random() - 0.5,
  );
  for (let at = 0; at < buffer.size; at += numbers.byteLength) {
    const count = Math.min(numbers.length, (buffer.size - at) / FLOAT_BYTES);
    device.queue.writeBuffer(buffer, at, numbers, 0, count);
  }
}
