import { expect, it } from 'vitest';
import { copiesIn, countTransfers, transfersBetween, type WebGpuClasses, worstOf } from './transfers.ts';

/** Classes with the methods that are counted, which note that they were called. */
function fakeWebGpu() {
  const called: string[] = [];
  const note = (name: string) => () => void called.push(name);
  class FakeBuffer {
    readonly usage: number;
    constructor(usage: number) {
      this.usage = usage;
    }
  }
  Object.assign(FakeBuffer.prototype, { mapAsync: note('mapAsync'), destroy: note('destroy') });
  class FakeQueue {}
  Object.assign(FakeQueue.prototype, { writeBuffer: note('write'), copyExternalImageToTexture: note('image') });
  class FakeCommandEncoder {}
  Object.assign(FakeCommandEncoder.prototype, { copyBufferToBuffer: note('copy') });
  class FakeDevice {
    createBuffer({ usage }: GPUBufferDescriptor) {
      called.push('create');
      return new FakeBuffer(usage);
    }
  }
  const classes = {
    GPUBuffer: FakeBuffer,
    GPUCommandEncoder: FakeCommandEncoder,
    GPUDevice: FakeDevice,
    GPUQueue: FakeQueue,
  } as unknown as WebGpuClasses;
  const make = <T>(type: object) => new (type as new () => T)();
  return {
    called,
    classes,
    device: make<GPUDevice>(FakeDevice),
    queue: make<GPUQueue>(FakeQueue),
    encoder: make<GPUCommandEncoder>(FakeCommandEncoder),
  };
}

const STORAGE = 0x80;
const UNIFORM = 0x40;

it('counts copies of tensors, and apart from them uniforms and images', () => {
  const { called, classes, device, queue, encoder } = fakeWebGpu();
  const { transfers } = countTransfers(classes);
  const tensor = device.createBuffer({ size: 64, usage: STORAGE });
  const uniforms = device.createBuffer({ size: 64, usage: UNIFORM });
  const before = transfers();
  device.createBuffer({ size: 64, usage: STORAGE, mappedAtCreation: true });
  void tensor.mapAsync(1);
  queue.writeBuffer(tensor, 0, new Float32Array(16));
  encoder.copyBufferToBuffer(tensor, 0, tensor, 32, 32);
  encoder.copyBufferToBuffer(tensor, 32, tensor, 0, 32);
  queue.copyExternalImageToTexture({} as GPUCopyExternalImageSourceInfo, {} as GPUCopyExternalImageDestInfo, [1]);
  // 12 bytes, 8 in elements, 20 by their size in bytes.
  queue.writeBuffer(uniforms, 0, new Int32Array(4), 1);
  queue.writeBuffer(uniforms, 0, new Int32Array(4), 1, 2);
  queue.writeBuffer(uniforms, 0, new ArrayBuffer(64), 4, 20);
  const counted = transfersBetween(before, transfers());
  expect(counted).toEqual({
    mapAsync: 1,
    writeBuffer: 1,
    copyBufferToBuffer: 2,
    mappedAtCreation: 1,
    uniforms: 3,
    uniformBytes: 40,
    images: 1,
  });
  expect(copiesIn(counted)).toBe(5);
  // And does what was called.
  expect(called.sort()).toEqual([
    ...['copy', 'copy', 'create', 'create', 'create', 'image', 'mapAsync'],
    ...['write', 'write', 'write', 'write'],
  ]);
});

it('counts buffers that are alive', () => {
  const { classes, device } = fakeWebGpu();
  const { liveBuffers } = countTransfers(classes);
  const [first] = [1, 2].map(() => device.createBuffer({ size: 4, usage: STORAGE }));
  expect(liveBuffers()).toBe(2);
  first!.destroy();
  first!.destroy();
  expect(liveBuffers()).toBe(1);
});

it('finds the most of each kind', () => {
  const { transfers } = countTransfers(fakeWebGpu().classes);
  const none = transfers();
  expect(
    worstOf([
      { ...none, mapAsync: 2 },
      { ...none, images: 1 },
    ]),
  ).toEqual({ ...none, mapAsync: 2, images: 1 });
});
