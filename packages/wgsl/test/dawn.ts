// Test helper: a WebGPU device in Node. Dawn runs on a real Vulkan device or on Chromium's software one.
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { hasGpu, softwareVulkanDriver } from '@involution/browser';
import { mapOperands, type Operands } from '@involution/core';
import { create, globals } from 'webgpu';
import { type InvolutionProgram, prepareProgram } from '../src/index.ts';

/** A device, with a way to run programs on plain arrays and a count of the buffers alive. */
export interface Dawn {
  device: GPUDevice;
  /** Runs a program and reads its result. */
  run(program: InvolutionProgram, operands: Operands<Float32Array>, resultLength: number): Promise<Float32Array>;
  liveBuffers(): number;
  destroy(): void;
}

/** Kept for good: Dawn crashes when its instance is collected before its devices. */
let instance: GPU | undefined;

/** What a browser has as `navigator.gpu`, and its constants as globals. */
export function openGpu(): GPU {
  Object.assign(globalThis, globals);
  const driver = hasGpu() ? undefined : softwareVulkanDriver();
  if (driver !== undefined) useSoftwareVulkan(driver);
  instance ??= create([]);
  return instance;
}

/** Opens a device with all the memory that its adapter allows. Fails, with the reason, where there is none. */
export async function openDawn(): Promise<Dawn> {
  const adapter = await openGpu().requestAdapter();
  if (!adapter) {
    throw new Error('no WebGPU adapter: this machine has neither a Vulkan device nor a Chromium with a software one');
  }
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const device = await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
  return new DawnDevice(device);
}

/** Makes the Vulkan that comes with Chromium the one that Dawn finds. */
function useSoftwareVulkan(driver: string): void {
  process.env.VK_ICD_FILENAMES ??= driver;
  // Dawn asks the system for `libvulkan.so.1`. Chromium's lies outside the search path, but a library already in the
  // process is found by name. Node loads it, sees that it is no addon and throws; RTLD_NODELETE makes it stay.
  const RTLD_NODELETE = 0x1000;
  const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen;
  const loader = join(dirname(driver), 'libvulkan.so.1');
  try {
    process.dlopen({ exports: {} }, loader, RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
  } catch {}
}

class DawnDevice implements Dawn {
  readonly device: GPUDevice;
  private live = 0;

  constructor(device: GPUDevice) {
    this.device = device;
  }

  async run(program: InvolutionProgram, operands: Operands<Float32Array>, resultLength: number): Promise<Float32Array> {
    const prepared = await prepareProgram(this.device, program);
    const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const buffers: GPUBuffer[] = [];
    const buffer = (size: number, usage: number, contents?: Float32Array) => {
      const made = this.device.createBuffer({ size, usage });
      if (contents) this.device.queue.writeBuffer(made, 0, contents as Float32Array<ArrayBuffer>);
      buffers.push(made);
      this.live++;
      return made;
    };
    try {
      const bytes = resultLength * Float32Array.BYTES_PER_ELEMENT;
      const sources = mapOperands(program.operation, (name) => {
        const values = operands[name]!;
        return { buffer: buffer(values.byteLength, STORAGE | COPY_DST, values) };
      });
      const result = buffer(bytes, STORAGE | COPY_SRC | COPY_DST, new Float32Array(resultLength).fill(POISON));
      const readback = buffer(bytes, MAP_READ | COPY_DST);
      const encoder = this.device.createCommandEncoder();
      prepared.encode(encoder, sources, { buffer: result });
      encoder.copyBufferToBuffer(result, 0, readback, 0, bytes);
      this.device.queue.submit([encoder.finish()]);
      await readback.mapAsync(GPUMapMode.READ);
      return new Float32Array(readback.getMappedRange().slice(0));
    } finally {
      prepared.destroy();
      for (const each of buffers) each.destroy();
      this.live -= buffers.length;
    }
  }

  liveBuffers(): number {
    return this.live;
  }

  destroy(): void {
    this.device.destroy();
  }
}

/** What a result holds before the shader runs: an element that none writes shows. */
const POISON = 12345.678;
