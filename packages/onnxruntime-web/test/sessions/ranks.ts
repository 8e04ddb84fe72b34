import { involution, modelOf, numbers, op, value } from '@involution/adapters/onnx-graphs';
import { describe, expect } from 'vitest';
import { C, layerOn } from '../models.ts';
import { expectSame, type SessionHarness } from './harness.ts';

export function describeRanks({
  ort,
  executionProvider,
  it,
  create,
  createUnmodified,
  expectAsUnmodified,
}: SessionHarness): void {
  const tensor = (dims: readonly number[], seed = 1) => new ort.Tensor('float32', numbers(dims, seed), dims);

  describe.each([
    ['a line', [7], ['length'], [12]],
    ['a volume', [4, 5, 6], ['depth', 'height', 'width'], [6, 3, 2]],
  ])(`${executionProvider}: on %s`, (shape, spatial, names, others) => {
    const taps = 3 ** spatial.length;

    it(`a layer on ${shape} runs on kernels`, async () => {
      const report = await expectAsUnmodified(layerOn(spatial), () => ({ x: tensor([2, C, ...spatial]) }));
      expect(report).toMatchObject({ subgraphs: 2, involutions: [{ node: 'involved', runsAs: 'kernel' }] });
    });

    it(`sizes of ${shape} change from run to run`, async () => {
      const model = modelOf(layerOn(spatial, names));
      const [session, unmodified] = [await create(model), await createUnmodified(model)];
      expect(session.outputMetadata).toEqual(unmodified.outputMetadata);
      for (const dims of [
        [1, C, ...spatial],
        [2, C, ...others],
        [1, C, ...spatial],
      ]) {
        expectSame((await session.run({ x: tensor(dims) })).y!, (await unmodified.run({ x: tensor(dims) })).y!);
      }
      await session.release();
      await unmodified.release();
    });

    it(`W has an axis for G and for each size of the kernel on ${shape}`, async () => {
      const separate = [1, 2, ...spatial.map(() => 3), ...spatial];
      const graph = {
        input: [value('x', [1, C, ...spatial]), value('w', separate)],
        // Of y, nothing but its name: its shape is what the involution implies.
        output: [value('y')],
        node: [op('Neg', ['x'], 'negated'), involution(['negated', 'w'], 'y', 3, spatial.length)],
      };
      const session = await create(modelOf(graph));
      expect(session.outputMetadata).toMatchObject([{ type: 'float32', shape: [1, C, ...spatial] }]);
      const unmodified = await createUnmodified(modelOf(graph));
      const feeds = () => ({ x: tensor([1, C, ...spatial]), w: tensor(separate, 2) });
      expectSame((await session.run(feeds())).y!, (await unmodified.run(feeds())).y!);
      await session.release();
      await unmodified.release();
    });

    it(`bare tensors of ${shape} are judged in each run`, async () => {
      const node = { ...involution(['x', 'w'], 'y', 3, spatial.length), name: 'stage1/involution' };
      const session = await create(modelOf({ input: [value('x'), value('w')], output: [value('y')], node: [node] }));
      expect(session.outputMetadata).toMatchObject([{ shape: { length: 2 + spatial.length } }]);
      const run = (x: readonly number[], w: readonly number[]) => session.run({ x: tensor(x), w: tensor(w) });
      for (const batchSize of [0, 1]) {
        const { y } = await run([batchSize, C, ...spatial], [batchSize, taps, ...spatial]);
        expect(y!.dims).toEqual([batchSize, C, ...spatial]);
      }
      // Of an axis without positions, the pads hold none of the window's either.
      const empty = [...spatial.slice(0, -1), 0];
      expect((await run([1, C, ...empty], [1, taps, ...empty])).y!.dims).toEqual([1, C, ...empty]);
      const refused = (code: string, place: string) =>
        expect.objectContaining({ name: 'InvolutionError', code, argument: `node 'stage1/involution', ${place}` });
      await expect(run([1, C, ...spatial], [1, taps, ...others])).rejects.toThrow(
        refused('KERNEL_SHAPE_MISMATCH', 'input W'),
      );
      await expect(run([0, C, ...spatial], [0, taps, ...others])).rejects.toThrow(refused('INVALID_SHAPE', 'input X'));
      await expect(run([1, C, 5, 6], [1, 9, 5, 6])).rejects.toThrow(
        refused('INVALID_KERNEL_SIZE', 'attribute kernel_shape'),
      );
      await session.release();
    });
  });
}
