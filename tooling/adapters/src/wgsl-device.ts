// Runs programs of @involution/wgsl on a WebGPU device of any host. Its functions come from outside: that package's own tests
// bring its sources, others what it publishes.
import { decodeFloat16, encodeFloat16 } from '@involution/conformance';
import type { FusedOperation, InvolutionGeometry, Operation } from '@involution/core';

/** What of a program is needed here. */
export interface WgslProgram {
  operation: Operation | FusedOperation;
  /** Other arrays than those of `'f32'` have numbers of half precision. */
  elementType: string;
  operands: readonly { readonly name: string }[];
}

/** What of @involution/wgsl is needed here. */
export interface WgslKernels<Program extends WgslProgram, Storage> {
  makeProgram(
    operation: Operation,
    geometry: InvolutionGeometry,
    limits: GPUSupportedLimits,
    options?: { storage?: Storage },
  ): Program;
  float16(features: GPUSupportedFeatures): Storage;
  prepareProgram(device: GPUDevice, program: Program): Promise<PreparedProgram>;
}

interface PreparedProgram {
  encode(
    encoder: GPUCommandEncoder,
    operands: Readonly<Record<string, GPUBufferBinding>>,
    result: GPUBufferBinding,
  ): void;
  destroy(): void;
}

/** What a program reads. */
type ArraysByName = Readonly<Partial<Record<string, Float32Array>>>;

/** A device, with a way to run programs on plain arrays and a count of the buffers alive. */
export class WgslDevice<Program extends WgslProgram> {
  readonly device: GPUDevice;
  readonly #kernels: Pick<WgslKernels<Program, unknown>, 'prepareProgram'>;
  #live = 0;

  private constructor(device: GPUDevice, kernels: Pick<WgslKernels<Program, unknown>, 'prepareProgram'>) {
    this.device = device;
    this.#kernels = kernels;
  }

  /** Opens a device with all the memory that its adapter allows, and `f16` if it has that. Fails, with the reason, where there is none. */
  static async open<Program extends WgslProgram>(
    gpu: GPU,
    kernels: Pick<WgslKernels<Program, unknown>, 'prepareProgram'>,
  ): Promise<WgslDevice<Program>> {
    const adapter = await gpu.requestAdapter();
    if (!adapter) throw new Error('no WebGPU adapter: this machine has no Vulkan device, not even one in software');
    const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
    const requiredLimits = { maxBufferSize, maxStorageBufferBindingSize };
    const requiredFeatures = HALF.filter((feature) => adapter.features.has(feature));
    return new WgslDevice(await adapter.requestDevice({ requiredLimits, requiredFeatures }), kernels);
  }

  /** Runs a program and reads its result. Operands are rounded if the program reads half precision. */
  async run(program: Program, operands: ArraysByName, resultLength: number): Promise<Float32Array> {
    const prepared = await this.#kernels.prepareProgram(this.device, program);
    const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const buffers: GPUBuffer[] = [];
    const isHalf = program.elementType !== 'f32';
    const buffer = (size: number, usage: number, contents?: ArrayBuffer) => {
      const made = this.device.createBuffer({ size, usage });
      if (contents) this.device.queue.writeBuffer(made, 0, contents);
      buffers.push(made);
      this.#live++;
      return made;
    };
    try {
      const sources = program.operands.map(({ name }) => {
        const bytes = toBytes(operands[name]!, isHalf);
        return [name, { buffer: buffer(bytes.byteLength, STORAGE | COPY_DST, bytes) }] as const;
      });
      const poison = toBytes(new Float32Array(resultLength).fill(POISON), isHalf);
      const result = buffer(poison.byteLength, STORAGE | COPY_SRC | COPY_DST, poison);
      const readback = buffer(poison.byteLength, MAP_READ | COPY_DST);
      const encoder = this.device.createCommandEncoder();
      prepared.encode(encoder, Object.fromEntries(sources), { buffer: result });
      encoder.copyBufferToBuffer(result, 0, readback, 0, readback.size);
      this.device.queue.submit([encoder.finish()]);
      await readback.mapAsync(GPUMapMode.READ);
      const bytes = readback.getMappedRange().slice(0);
      return isHalf ? decodeFloat16(new Uint16Array(bytes, 0, resultLength)) : new Float32Array(bytes);
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

/** Numbers as a buffer has them: as many bytes as fill its words. */
function toBytes(values: Float32Array, isHalf: boolean): ArrayBuffer {
  if (!isHalf) return values.slice().buffer as ArrayBuffer;
  const halves = new Uint16Array(values.length + (values.length % 2));
  halves.set(encodeFloat16(values));
  return halves.buffer;
}

/** What a device must have for `f16` in shaders. */
const HALF: readonly GPUFeatureName[] = ['shader-f16'];

/** What a result holds before the shader runs: an element that none writes shows. */
const POISON = 12345.678;
