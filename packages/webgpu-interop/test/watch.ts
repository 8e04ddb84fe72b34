/** What a test sees of WebGPU. */
export interface Watch {
  /** Calls that move data to the GPU, from it or on it, uniforms apart. */
  transfers(): string[];
  /** Buffers that were made and not destroyed. */
  liveBuffers(): number;
}

/** Begins to watch all devices of this page. */
export function watchWebGpu(): Watch {
  const transfers: string[] = [];
  const live = new Set<GPUBuffer>();
  const { mapAsync, destroy } = GPUBuffer.prototype;
  const { writeBuffer } = GPUQueue.prototype;
  const { copyBufferToBuffer } = GPUCommandEncoder.prototype;
  const { createBuffer } = GPUDevice.prototype;
  GPUBuffer.prototype.mapAsync = function (...args) {
    transfers.push('mapAsync');
    return mapAsync.apply(this, args);
  };
  GPUBuffer.prototype.destroy = function () {
    live.delete(this);
    return destroy.call(this);
  };
  GPUQueue.prototype.writeBuffer = function (...args: Parameters<typeof writeBuffer>) {
    if ((args[0].usage & GPUBufferUsage.UNIFORM) === 0) transfers.push('writeBuffer');
    return writeBuffer.apply(this, args);
  };
  GPUCommandEncoder.prototype.copyBufferToBuffer = function (...args: unknown[]) {
    transfers.push('copyBufferToBuffer');
    return copyBufferToBuffer.apply(this, args as Parameters<typeof copyBufferToBuffer>);
  };
  GPUDevice.prototype.createBuffer = function (descriptor) {
    if (descriptor.mappedAtCreation) transfers.push('mappedAtCreation');
    const buffer = createBuffer.call(this, descriptor);
    live.add(buffer);
    return buffer;
  };
  return { transfers: () => transfers.splice(0), liveBuffers: () => live.size };
}
