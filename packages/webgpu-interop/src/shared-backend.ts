import { InvolutionError, sizeOf } from '@involution/core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { BackendValues, DataId, Tensor, TensorInfo } from '@tensorflow/tfjs-core';

/** onnxruntime binds whole units of so many bytes of a buffer. */
const BUFFER_UNIT = 16;

/** Types of the same bytes in buffers of both. */
export type SharedDtype = 'float32' | 'int32';

/** What a tensor's buffer belongs to. */
export interface BufferOwner {
  dispose(): void;
}

/**
 * tfjs's backend, on buffers that onnxruntime can read, and with tensors on buffers that are not its own. Such a buffer may
 * be longer than its tensor, which tfjs's shaders don't mind, but its reading does.
 */
export class SharedBackend extends WebGPUBackend {
  readonly #owners = new Map<DataId, BufferOwner>();

  constructor(device: GPUDevice, adapterInfo: GPUAdapterInfo) {
    super(device, adapterInfo);
    const { bufferManager } = this;
    const acquire = bufferManager.acquireBuffer.bind(bufferManager);
    bufferManager.acquireBuffer = (size, ...rest) => acquire(Math.ceil(size / BUFFER_UNIT) * BUFFER_UNIT, ...rest);
  }

  /** The buffer of a tensor, with all that computes it submitted to the queue. */
  bufferOf({ dataId }: TensorInfo): GPUBuffer {
    this.uploadToGPU(dataId);
    this.endComputePassEncoder();
    this.ensureCommandEncoderReady();
    this.submitQueue();
    return this.tensorMap.get(dataId).resource as GPUBuffer;
  }

  /** @param owner Is disposed of once the tensor is, and all that reads it has been submitted. */
  adopt(buffer: GPUBuffer, shape: readonly number[], dtype: SharedDtype, owner: BufferOwner): Tensor {
    const tensor = this.createTensorFromGPUData({ buffer, zeroCopy: true }, [...shape], dtype);
    this.#owners.set(tensor.dataId, owner);
    return tensor;
  }

  override async read(dataId: DataId): Promise<BackendValues> {
    return this.#trim(dataId, await super.read(dataId));
  }

  override readSync(dataId: DataId): BackendValues {
    return this.#trim(dataId, super.readSync(dataId));
  }

  override disposeData(dataId: DataId, force?: boolean): boolean {
    const isDone = super.disposeData(dataId, force);
    this.#disposeOwners();
    return isDone;
  }

  override submitQueue(): void {
    super.submitQueue();
    this.#disposeOwners();
  }

  /** tfjs keeps what queued commands read until they are submitted. */
  #disposeOwners(): void {
    for (const [dataId, owner] of this.#owners) {
      if (this.tensorMap.has(dataId)) continue;
      this.#owners.delete(dataId);
      owner.dispose();
    }
  }

  #trim(dataId: DataId, values: BackendValues): BackendValues {
    const length = sizeOf(this.tensorMap.get(dataId).shape);
    return ArrayBuffer.isView(values) && values.length > length ? values.subarray(0, length) : values;
  }
}

/** @throws InvolutionError `INVALID_DTYPE`. */
export function requireSharedDtype(dtype: string): asserts dtype is SharedDtype {
  if (dtype === 'float32' || dtype === 'int32') return;
  const message = `The tensor is ${dtype}, but buffers of both libraries have the same bytes for float32 and int32 alone. Cast it first.`;
  throw new InvolutionError('INVALID_DTYPE', 'tensor', message);
}
