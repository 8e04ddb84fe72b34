import { BUFFER_UNIT } from './onnxruntime-internals.ts';

/** Buffers that go from run to run, so that a net that runs again and again allocates nothing. */
export interface BufferPool {
  /** A buffer of at least so many bytes, whose contents are not defined. */
  take(bytes: number): GPUBuffer;
  /** Gives one back. What was submitted before may still use it. */
  give(buffer: GPUBuffer): void;
  /** Frees those that lie idle; those that come back later are freed at once. */
  dispose(): void;
}

/** As many idle ones are kept. Nets whose sizes change from run to run would pile them up. */
const MAX_IDLE = 16;

export function newBufferPool(device: GPUDevice): BufferPool {
  const idle: GPUBuffer[] = [];
  let isDisposed = false;
  return {
    take(bytes) {
      const size = Math.ceil(bytes / BUFFER_UNIT) * BUFFER_UNIT;
      const at = idle.findIndex((buffer) => buffer.size === size);
      if (at >= 0) return idle.splice(at, 1)[0]!;
      const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
      return device.createBuffer({ size, usage: STORAGE | COPY_SRC | COPY_DST });
    },
    give(buffer) {
      if (isDisposed) return buffer.destroy();
      idle.push(buffer);
      if (idle.length > MAX_IDLE) idle.shift()!.destroy();
    },
    dispose() {
      isDisposed = true;
      for (const buffer of idle.splice(0)) buffer.destroy();
    },
  };
}
