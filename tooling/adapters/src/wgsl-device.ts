// Runs programs of @involution/wgsl on a WebGPU device of any host. Its functions come from outside: that package's own tests
// bring its sources, others what it publishes.
import { type InvolutionGeometry, mapOperands, type Operands, type Operation } from '@involution/core';

/** What of @involution/wgsl is needed here. */
export interface WgslKernels<Program extends { operation: Operation }> {
  makeProgram(operation: Operation, geometry: InvolutionGeometry, limits: GPUSupportedLimits): Program;
  prepareProgram(device: GPUDevice, program: Program): Promise<PreparedProgram>;
}

interface PreparedProgram {
  encode(encoder: GPUCommandEncoder, operands: Operands<GPUBufferBinding>, result: GPUBufferBinding): void;
  destroy(): void;
}

/** A device, with a way to run programs on plain arrays and a count of the buffers alive. */
export class WgslDevice<Program extends { operation: Operation }> {
  readonly device: GPUDevice;
  readonly #kernels: Pick<WgslKernels<Program>, 'prepareProgram'>;
  #live = 0;

  private constructor(device: GPUDevice, kernels: Pick<WgslKernels<Program>, 'prepareProgram'>) {
    this.device = device;
    this.#kernels = kernels;
  }

  /** Opens a device with all the memory that its adapter allows. Fails, with the reason, where there is none. */
  static async open<Program extends { operation: Operation }>(
    gpu: GPU,
    kernels: Pick<WgslKernels<Program>, 'prepareProgram'>,
  ): Promise<WgslDevice<Program>> {
    const adapter = await gpu.requestAdapter();
    if (!adapter) throw new Error('no WebGPU adapter: this machine has no Vulkan device, not even one in software');
    const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
    const requiredLimits = { maxBufferSize, maxStorageBufferBindingSize };
    return new WgslDevice(await adapter.requestDevice({ requiredLimits }), kernels);
  }

  /** Runs a program and reads its result. */
  async run(program: Program, operands: Operands<Float32Array>, resultLength: number): Promise<Float32Array> {
    const prepared = await this.#kernels.prepareProgram(this.device, program);
    const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const buffers: GPUBuffer[] = [];
    const buffer = (size: number, usage: number, contents?: Float32Array) => {
      const made = this.device.createBuffer({ size, usage });
      if (contents) this.device.queue.writeBuffer(made, 0, contents as Float32Array<ArrayBuffer>);
      buffers.push(made);
      this.#live++;
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
      this.#live -= buffers.length;
    }
  }

  liveBuffers(): number {
    return this.#live;
  }

  destroy(): void {
    this.device.destroy();
  }
}

/** What a result holds before the shader runs: an element that none writes shows. */
const POISON = 12345.678;
