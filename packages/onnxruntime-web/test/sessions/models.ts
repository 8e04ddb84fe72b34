import { conv, floats, involution, modelOf, numbers, op, weights } from '@involution/adapters/onnx-graphs';
import { TensorProto_DataLocation } from '@involution/onnx-messages';
import { describe, expect, vi } from 'vitest';
import { C, H, layer, W } from '../models.ts';
import { expectSame, type SessionHarness } from './harness.ts';

export function describeModels({
  ort,
  executionProvider,
  options,
  it,
  reports,
  feedX,
  create,
  createUnmodified,
  toPath,
}: SessionHarness): void {
  describe(`${executionProvider}: models`, () => {
    it('as bytes inside a larger buffer, as a buffer, as a part of one, and by name', async () => {
      const graph = layer();
      const [features, kernel, , last] = graph.node!;
      const model = modelOf({
        ...graph,
        // Large enough to be read from the file itself.
        initializer: [...graph.initializer!, floats('offset', [1, 18, H, W])],
        node: [
          features!,
          kernel!,
          op('Add', ['kernel', 'offset'], 'shifted'),
          involution(['features', 'shifted'], 'first'),
          involution(['first', 'offset'], 'involved'),
          last!,
        ],
      });
      const padded = new Uint8Array(model.length + 20);
      padded.set(model, 7);
      const sessions = [
        await create(padded.subarray(7, 7 + model.length)),
        await ort.InferenceSession.create(model.buffer, options),
        await ort.InferenceSession.create(padded.buffer, 7, model.length, options),
        await ort.InferenceSession.create(await toPath(model), options),
      ];
      const unmodified = await createUnmodified(model);
      const { y } = await unmodified.run(feedX());
      await unmodified.release();
      for (const session of sessions) expectSame((await session.run(feedX())).y!, y!);
      for (const session of sessions) await session.release();
    });

    it('with constants in files of their own', async () => {
      const graph = layer();
      const large = weights('span', 18, C, 2);
      const tail = numbers([1, 18, H, W], 3);
      const file = new Uint8Array(4 + large.rawData!.length + tail.byteLength);
      file.set(large.rawData!, 4);
      file.set(new Uint8Array(tail.buffer), 4 + large.rawData!.length);
      const outside = (tensor: object, offset: number, length: number) => ({
        ...tensor,
        rawData: new Uint8Array(0),
        dataLocation: TensorProto_DataLocation.EXTERNAL,
        externalData: Object.entries({ location: 'weights.bin', offset, length }).map(([key, entry]) => ({
          key,
          value: String(entry),
        })),
      });
      const inside = {
        ...graph,
        initializer: [...graph.initializer!, floats('fixed', [1, 18, H, W], 3)],
        node: [...graph.node!.slice(0, 3), involution(['involved', 'fixed'], 'second'), conv(['second', 'last'], 'y')],
      };
      const split = {
        ...inside,
        initializer: [
          graph.initializer![0]!,
          outside(large, 4, large.rawData!.length),
          graph.initializer![2]!,
          outside(floats('fixed', [1, 18, H, W], 3), 4 + large.rawData!.length, tail.byteLength),
        ],
      };
      const expected = await create(modelOf(inside));
      const { y } = await expected.run(feedX());
      await expected.release();
      for (const data of [file, file.buffer, new Blob([file]), await toPath(file)]) {
        const session = await create(modelOf(split), { externalData: [{ path: './weights.bin', data }] });
        expectSame((await session.run(feedX())).y!, y!);
        await session.release();
      }
      await expect(create(modelOf(split))).rejects.toThrow();
    });

    it('without involutions go to an unmodified session as they are', async () => {
      const graph = layer();
      const model = modelOf({ ...graph, node: [conv(['x', 'last'], 'y')] });
      const inner = vi.spyOn(ort.InferenceSession, 'create');
      const session = await create(model, { graphOptimizationLevel: 'disabled' });
      const calls = inner.mock.calls.slice(1);
      inner.mockRestore();
      expect(calls).toHaveLength(1);
      expect(calls[0]![0]).toBe(model);
      expect(calls[0]![1]).toMatchObject({
        executionProviders: [executionProvider],
        graphOptimizationLevel: 'disabled',
      });
      expect((await session.run(feedX())).y!.dims).toEqual([1, C, H, W]);
      expect(reports).toEqual([]);
      await session.release();
    });

    it('that are none are for onnxruntime to refuse', async () => {
      await expect(create(new Uint8Array([1, 2, 3]))).rejects.toThrow(/Can't create a session/);
    });

    it('that break a rule of the operator are refused', async () => {
      const graph = layer();
      const bad = { ...involution(['features', 'kernel'], 'involved'), attribute: [] };
      const node = [...graph.node!.slice(0, 2), bad, graph.node![3]!];
      await expect(create(modelOf({ ...graph, node }))).rejects.toThrow(
        expect.objectContaining({ name: 'InvolutionError', code: 'INVALID_KERNEL_SIZE' }),
      );
    });

    it('pass their options on to every session inside', async () => {
      const inner = vi.spyOn(ort.InferenceSession, 'create');
      const extra = { session: { set_denormal_as_zero: '1' } };
      const session = await create(modelOf(layer()), { graphOptimizationLevel: 'basic', logId: 'mine', extra });
      const subgraphs = inner.mock.calls.slice(-2).map(([, given]) => given);
      inner.mockRestore();
      for (const given of subgraphs) {
        expect(given).toMatchObject({ graphOptimizationLevel: 'basic', logId: 'mine', logSeverityLevel: 4 });
        expect(given).toMatchObject({ extra: { session: { set_denormal_as_zero: '1' } } });
      }
      await session.release();
    });
  });
}
