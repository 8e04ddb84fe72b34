// What must hold in every version of onnxruntime-web that the package admits. One call for each page: a page has one device.
import { conv, involution, modelOf, numbers, op, value, weights } from '@involution/adapters/onnx-graphs';
import { TensorProto_DataType } from '@involution/onnx-messages';
import { registerInvolution } from '@involution/onnxruntime-web';
import { involution2d } from '@involution/tfjs';
import { register } from '@involution/tfjs-webgpu';
import * as tf from '@tensorflow/tfjs';
import type * as Ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { type SharedDevice, shareDevice } from '../src/index.ts';
import { watchWebGpu } from './watch.ts';

/** Three channels of 5×5: 300 bytes, which are no whole units of 16. */
const X = [1, 3, 5, 5];
const COUNT = 75;

/** y = x, each number by itself. */
const identity = (elemType?: TensorProto_DataType) =>
  modelOf({
    input: [value('x', X, elemType)],
    output: [value('y', X, elemType)],
    node: [op('Mul', ['x', 'one'], 'y')],
    initializer: [
      {
        name: 'one',
        dims: [1n],
        dataType: elemType ?? TensorProto_DataType.FLOAT,
        ...(elemType ? { int32Data: [1] } : { floatData: [1] }),
      },
    ],
  });

/** A convolution, an involution with its kernel from x, and a convolution. */
const layer = modelOf({
  input: [value('x', X)],
  output: [value('y', [1, 2, 5, 5])],
  initializer: [weights('span', 9, 3, 2), weights('last', 2, 3, 3)],
  node: [conv(['x', 'span'], 'w'), involution(['x', 'w'], 'involved'), conv(['involved', 'last'], 'y')],
});

/** @param ort The bundle with WebGPU. */
export function describeSharing(ort: typeof Ort): void {
  const watch = watchWebGpu();
  let shared: SharedDevice;
  beforeAll(async () => {
    ort.env.wasm.numThreads = 1;
    // tfjs computes small tensors on the CPU, until one comes from the GPU.
    tf.env().set('WEBGPU_CPU_FORWARD', false);
    shared = await shareDevice(ort);
    register();
    registerInvolution(ort, { executionProviders: [shared.executionProvider] });
  });
  const sessionOf = (model: Uint8Array, provider: Ort.InferenceSession.ExecutionProviderConfig = 'involution') =>
    ort.InferenceSession.create(model, { executionProviders: [provider], preferredOutputLocation: 'gpu-buffer' });
  const onGpu = (seed = 1) =>
    tf.neg(
      tf.tensor(
        numbers(X, seed).map((number) => -number),
        X,
      ),
    );

  describe('a shared device', () => {
    it('is that of tfjs and of the sessions', async () => {
      expect((tf.backend() as unknown as { device: GPUDevice }).device).toBe(shared.device);
      const adapter = await navigator.gpu.requestAdapter();
      for (const limit of ['maxBufferSize', 'maxStorageBuffersPerShaderStage'] as const) {
        expect(shared.device.limits[limit]).toBe(adapter!.limits[limit]);
      }
    });

    it('gives the numbers that the model gives on the CPU, and no copy is made', async () => {
      const session = await sessionOf(layer);
      const onCpu = new ort.Tensor('float32', numbers(X), X);
      const expected = await (await session.run({ x: onCpu })).y!.getData(true);
      const source = onGpu();
      await source.data();
      watch.transfers();
      const x = shared.toOrt(tf.tidy(() => tf.neg(tf.neg(source))));
      const { y } = await session.run({ x });
      const result = tf.tidy(() => tf.neg(tf.neg(shared.toTf(y!))));
      x.dispose();
      expect(watch.transfers()).toEqual([]);
      expect(await result.data()).toEqual(expected);
      expect(watch.transfers()).toEqual(['copyBufferToBuffer', 'mapAsync']);
      await session.release();
    });

    it('has the same involution in both', async () => {
      const graph = { input: [value('x', [1, 4, 6, 6]), value('w', [1, 9, 6, 6])], output: [value('y', [1, 4, 6, 6])] };
      const session = await sessionOf(modelOf({ ...graph, node: [involution(['x', 'w'], 'y')] }));
      const x = tf.tensor4d(numbers([1, 6, 6, 4], 1), [1, 6, 6, 4]);
      const w = tf.tensor4d(numbers([1, 6, 6, 9], 2), [1, 6, 6, 9]);
      const expected = await involution2d(x, w, { kernelSize: 3 }).data();
      const first = (tensor: tf.Tensor4D) => shared.toOrt(tf.transpose(tensor, [0, 3, 1, 2]));
      const { y } = await session.run({ x: first(x), w: first(w) });
      expect(await tf.transpose(shared.toTf(y!), [0, 2, 3, 1]).data()).toEqual(expected);
      await session.release();
    });

    it('lives on when the last session is released', async () => {
      const session = await sessionOf(identity(), shared.executionProvider);
      await session.release();
      const isLost = await Promise.race([
        shared.device.lost.then(() => true),
        new Promise((r) => setTimeout(r, 100, false)),
      ]);
      expect(isLost).toBe(false);
      expect((await onGpu().data()).length).toBe(COUNT);
      expect((await sessionOf(identity(), shared.executionProvider)).inputNames).toEqual(['x']);
    });
  });

  describe('toTf', () => {
    it('reads no more than the tensor has, at once and later', async () => {
      const session = await sessionOf(identity(), shared.executionProvider);
      const { y } = await session.run({ x: shared.toOrt(onGpu()) });
      expect(y!.gpuBuffer.size).toBeGreaterThan(4 * COUNT);
      const tensor = shared.toTf(y!);
      expect(tensor.shape).toEqual(X);
      for (const values of [await tensor.data(), await tensor.data(), tensor.dataSync()]) {
        expect(values).toEqual(numbers(X));
      }
      await session.release();
    });

    it('gives the buffer back when all that reads it is submitted, and not before', async () => {
      const session = await sessionOf(identity(), shared.executionProvider);
      const { y } = await session.run({ x: shared.toOrt(onGpu(1)) });
      const buffer = y!.gpuBuffer;
      const doubled = tf.tidy(() => {
        const tensor = shared.toTf(y!);
        return tf.add(tensor, tensor);
      });
      expect(y!.location).toBe('gpu-buffer');
      // The run that follows takes the buffer if it has been given back.
      const { y: next } = await session.run({ x: new ort.Tensor('float32', numbers(X, 2), X) });
      expect(next!.gpuBuffer).not.toBe(buffer);
      expect(await doubled.data()).toEqual(numbers(X, 1).map((number) => 2 * number));
      expect(y!.location).toBe('none');
      next!.dispose();
      await session.release();
    });

    it('takes int32', async () => {
      const session = await sessionOf(identity(TensorProto_DataType.INT32), shared.executionProvider);
      const x = tf.neg(
        tf.tensor(
          Int32Array.from({ length: COUNT }, (_, k) => -k),
          X,
          'int32',
        ),
      );
      const { y } = await session.run({ x: shared.toOrt(x) });
      const tensor = shared.toTf(y!);
      expect(tensor.dtype).toBe('int32');
      expect(await tensor.data()).toEqual(Int32Array.from({ length: COUNT }, (_, k) => k));
      await session.release();
    });

    it('refuses what is in no GPU buffer, of another type, or taken already', async () => {
      const refused = (code: string, words: string) =>
        expect.objectContaining({ code, argument: 'tensor', message: expect.stringContaining(words) });
      expect(() => shared.toTf(new ort.Tensor('float32', [1], [1]))).toThrow(refused('INVALID_DATA', "'gpu-buffer'"));
      expect(() => shared.toTf(new ort.Tensor('bool', [true], [1]))).toThrow(refused('INVALID_DTYPE', 'is bool'));
      const x = shared.toOrt(onGpu());
      shared.toTf(x);
      expect(() => shared.toTf(x)).toThrow(refused('INVALID_DATA', 'already'));
    });
  });

  describe('toOrt', () => {
    it('lends a tensor to as many runs as one likes, and to getData', async () => {
      const session = await sessionOf(identity(), shared.executionProvider);
      const x = shared.toOrt(onGpu());
      for (let k = 0; k < 2; k++) {
        const { y } = await session.run({ x });
        expect(await y!.getData(true)).toEqual(numbers(X));
      }
      expect(await x.getData()).toEqual(numbers(X));
      await session.release();
    });

    it('is left alone by tidy, and takes its tensor along', () => {
      const before = tf.memory().numTensors;
      let x: Ort.Tensor | undefined;
      tf.tidy(() => {
        x = shared.toOrt(onGpu());
      });
      expect(tf.memory().numTensors).toBe(before + 1);
      x!.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    it('refuses another type, a tensor that is disposed of, and one on another backend', async () => {
      const refused = (code: string, words: string) =>
        expect.objectContaining({ code, argument: 'tensor', message: expect.stringContaining(words) });
      expect(() => shared.toOrt(tf.tensor([true]))).toThrow(refused('INVALID_DTYPE', 'is bool'));
      const gone = onGpu();
      gone.dispose();
      expect(() => shared.toOrt(gone)).toThrow(refused('INVALID_DATA', 'disposed of'));
      await tf.setBackend('cpu');
      const elsewhere = tf.tensor([1]);
      await tf.setBackend('webgpu');
      expect(() => shared.toOrt(elsewhere)).toThrow(refused('INVALID_DATA', 'another backend'));
    });
  });

  it('holds what it held after a hundred frames', async () => {
    const session = await sessionOf(layer);
    const source = onGpu();
    const frame = async () => {
      const x = shared.toOrt(tf.abs(source));
      const { y } = await session.run({ x });
      x.dispose();
      const result = tf.tidy(() => tf.neg(shared.toTf(y!)));
      await result.data();
      result.dispose();
    };
    for (let k = 0; k < 5; k++) await frame();
    const before = { buffers: watch.liveBuffers(), tensors: tf.memory().numTensors };
    for (let k = 0; k < 100; k++) await frame();
    expect({ buffers: watch.liveBuffers(), tensors: tf.memory().numTensors }).toEqual(before);
    await session.release();
  });

  it('is shared once, and says when it is lost', async () => {
    await expect(shareDevice(ort)).rejects.toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining('runs already') }),
    );
    const tensor = onGpu();
    const x = shared.toOrt(onGpu());
    shared.device.destroy();
    await shared.device.lost;
    for (const act of [() => shared.toOrt(tensor), () => shared.toTf(x)]) {
      expect(act).toThrow(expect.objectContaining({ code: 'DEVICE_LOST' }));
    }
  });
}
