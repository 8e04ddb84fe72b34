// Counts what moves data to a GPU, from it, and on it.

/** How often each was called. */
export interface Transfers {
  /** Of `GPUBuffer.mapAsync`: memory of the GPU becomes the CPU's, to read or to write. */
  readonly mapAsync: number;
  /** Of `GPUQueue.writeBuffer`, into buffers of data. */
  readonly writeBuffer: number;
  /** Of `GPUCommandEncoder.copyBufferToBuffer`. */
  readonly copyBufferToBuffer: number;
  /** Of `GPUDevice.createBuffer` with `mappedAtCreation`, the other way to bring data to the GPU. */
  readonly mappedAtCreation: number;
  /** Of `GPUQueue.writeBuffer`, into buffers of uniforms: sizes and strides, the arguments of shaders. */
  readonly uniforms: number;
  /** Bytes of all uniforms. */
  readonly uniformBytes: number;
  /** Of `GPUQueue.copyExternalImageToTexture`: how a picture comes to the GPU. */
  readonly images: number;
}

/** Those that move tensors: 0 where nothing is copied. */
export const TENSOR_TRANSFERS = ['mapAsync', 'writeBuffer', 'copyBufferToBuffer', 'mappedAtCreation'] as const;

/** What is counted since the counting began. */
export interface TransferCounter {
  transfers(): Transfers;
  /** Buffers that were made and not destroyed. */
  liveBuffers(): number;
}

/** The classes of WebGPU. */
export type WebGpuClasses = Pick<typeof globalThis, 'GPUBuffer' | 'GPUCommandEncoder' | 'GPUDevice' | 'GPUQueue'>;

/** All kinds, of which there are none yet. */
const NONE: Transfers = {
  mapAsync: 0,
  writeBuffer: 0,
  copyBufferToBuffer: 0,
  mappedAtCreation: 0,
  uniforms: 0,
  uniformBytes: 0,
  images: 0,
};
/** `GPUBufferUsage.UNIFORM` */
const UNIFORM = 0x40;

/** Begins to count, on all devices. */
export function countTransfers({ GPUBuffer, GPUCommandEncoder, GPUDevice, GPUQueue }: WebGpuClasses): TransferCounter {
  const counts: { -readonly [Name in keyof Transfers]: number } = { ...NONE };
  const live = new Set<GPUBuffer>();

  before(GPUBuffer.prototype, 'mapAsync', () => counts.mapAsync++);
  before(GPUBuffer.prototype, 'destroy', (buffer) => live.delete(buffer));
  before(GPUCommandEncoder.prototype, 'copyBufferToBuffer', () => counts.copyBufferToBuffer++);
  before(GPUQueue.prototype, 'copyExternalImageToTexture', () => counts.images++);
  before(GPUQueue.prototype, 'writeBuffer', (_, buffer, _offset, data, dataOffset, size) => {
    if ((buffer.usage & UNIFORM) === 0) {
      counts.writeBuffer++;
      return;
    }
    counts.uniforms++;
    counts.uniformBytes += bytesOf(data, dataOffset, size);
  });
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    if (descriptor.mappedAtCreation) counts.mappedAtCreation++;
    const buffer = createBuffer.call(this, descriptor);
    live.add(buffer);
    return buffer;
  };
  return { transfers: () => ({ ...counts }), liveBuffers: () => live.size };
}

/** What was counted between two counts. */
export function transfersBetween(earlier: Transfers, later: Transfers): Transfers {
  return ofEach((name) => later[name] - earlier[name]);
}

/** The most of each kind. */
export function worstOf(all: readonly Transfers[]): Transfers {
  return ofEach((name) => Math.max(...all.map((transfers) => transfers[name])));
}

function ofEach(count: (name: keyof Transfers) => number): Transfers {
  const names = Object.keys(NONE) as (keyof Transfers)[];
  return Object.fromEntries(names.map((name) => [name, count(name)])) as unknown as Transfers;
}

/** How many copies of tensors there are among transfers. */
export function copiesIn(transfers: Transfers): number {
  return TENSOR_TRANSFERS.reduce((sum, name) => sum + transfers[name], 0);
}

type Method<T, Name extends keyof T> = T[Name] extends (...args: infer Args) => infer Result
  ? (...args: Args) => Result
  : never;

/** Has something done before each call of a method. */
function before<T extends object, Name extends keyof T>(
  prototype: T,
  name: Name,
  act: (target: T, ...args: Parameters<Method<T, Name>>) => void,
): void {
  const method = prototype[name] as Method<T, Name>;
  prototype[name] = function (this: T, ...args: Parameters<Method<T, Name>>) {
    act(this, ...args);
    return method.apply(this, args);
  } as T[Name];
}

/** `writeBuffer` takes offset and size in elements of a typed array, in bytes of a buffer. */
function bytesOf(data: GPUAllowSharedBufferSource, dataOffset = 0, size?: number): number {
  if (!ArrayBuffer.isView(data) || data instanceof DataView) return size ?? data.byteLength - dataOffset;
  const { BYTES_PER_ELEMENT: unit } = data as Uint8Array;
  return size === undefined ? data.byteLength - dataOffset * unit : size * unit;
}
