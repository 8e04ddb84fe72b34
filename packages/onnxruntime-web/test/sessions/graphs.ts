import {
  body,
  conv,
  floats,
  type GraphInit,
  int,
  ints,
  involution,
  longs,
  modelOf,
  numbers,
  op,
  value,
} from '@involution/adapters/onnx-graphs';
import { TensorProto_DataType } from '@involution/onnx-messages';
import { describe, expect, vi } from 'vitest';
import { C, H, layer, outputs, parallel, series, W } from '../models.ts';
import { expectSame, type SessionHarness } from './harness.ts';

export function describeGraphs({
  ort,
  executionProvider,
  it,
  reports,
  feedX,
  create,
  createUnmodified,
  expectAsUnmodified,
}: SessionHarness): void {
  /** Kernels on WebAssembly compute no span of groups as narrow as those of these nets. */
  const computesSpans = executionProvider === 'webgpu';

  describe(`${executionProvider}: graphs`, () => {
    it('of one layer', async () => {
      const report = await expectAsUnmodified(layer());
      expect(report).toMatchObject({ executionProvider, subgraphs: 2 });
      const span = computesSpans ? { span: 'kernel' } : {};
      expect(report?.involutions).toEqual([{ node: 'involved', runsAs: 'kernel', ...span }]);
    });

    it('with two involutions side by side, which share a boundary', async () => {
      // Without the spans, nothing is before it.
      expect((await expectAsUnmodified(parallel()))?.subgraphs).toBe(computesSpans ? 1 : 2);
    });

    it('with involutions one after another, constants and weights shared', async () => {
      const report = await expectAsUnmodified(series());
      expect(report?.subgraphs).toBe(2);
      expect(report?.involutions.map(({ runsAs }) => runsAs)).toEqual(['kernel', 'kernel', 'kernel']);
    });

    it('of one involution and nothing else', async () => {
      const w = () => new ort.Tensor('float32', numbers([1, 9, H, W], 2), [1, 9, H, W]);
      const graph = {
        input: [value('x', [1, C, H, W]), value('w', [1, 9, H, W])],
        output: [value('y', [1, C, H, W])],
        node: [involution(['x', 'w'], 'y')],
      };
      expect((await expectAsUnmodified(graph, () => ({ ...feedX(), w: w() })))?.subgraphs).toBe(0);
    });

    it('whose W has six axes', async () => {
      const graph = layer();
      const node = [
        graph.node![0]!,
        conv(['features', 'span'], 'flat'),
        op('Reshape', ['flat', 'sizes'], 'kernel'),
        ...graph.node!.slice(2),
        op('Reshape', ['w', 'sizes'], 'wOfSixAxes'),
        involution(['x', 'wOfSixAxes'], 'z'),
      ];
      const sizes = longs('sizes', [6], [1, 2, 3, 3, H, W]);
      const report = await expectAsUnmodified({
        ...graph,
        initializer: [...graph.initializer!, sizes, floats('w', [1, 18, H, W], 3)],
        // Of z, nothing but its name: its shape is what the involution implies.
        output: [...graph.output!, value('z')],
        node,
      });
      expect(report?.involutions.map(({ runsAs }) => runsAs)).toEqual(['kernel', 'kernel']);
    });

    it('with outputs that are inputs, constants, kernels and what an involution produced', async () => {
      await expectAsUnmodified(outputs(), () => ({ ...feedX(), unused: new ort.Tensor('float32', [1], [1]) }));
    });

    it('whose kernel or feature map is a constant, stored or computed', async () => {
      const graph: GraphInit = {
        input: [value('x', [1, C, H, W])],
        output: [value('y', [1, C, H, W]), value('z', [1, C, H, W])],
        initializer: [floats('w', [1, 18, H, W], 3), floats('map', [1, C, H, W], 4)],
        node: [
          op('Neg', ['w'], 'negated'),
          involution(['x', 'negated'], 'a'),
          involution(['a', 'w'], 'y'),
          involution(['map', 'w'], 'z'),
        ],
      };
      await expectAsUnmodified(graph);
    });

    it('with constants that nodes work out for several subgraphs, which each subgraph does for itself', async () => {
      const graph = layer();
      const transposed = op('Transpose', ['span'], 'turned', [ints('perm', 0n, 1n, 3n, 2n)]);
      const node = [
        transposed,
        conv(['x', 'turned'], 'kernel'),
        involution(['x', 'kernel'], 'a'),
        conv(['a', 'turned'], 'y'),
      ];
      const inner = vi.spyOn(ort.InferenceSession, 'create');
      await expectAsUnmodified({ ...graph, output: [value('y', [1, 18, H, W])], node });
      inner.mockRestore();
      expect(reports.at(-1)?.subgraphs).toBe(2);
    });

    it('with dynamic dimensions, which change from run to run', async () => {
      const graph = layer(['batch', C, 'height', 'width']);
      const session = await create(modelOf(graph));
      const unmodified = await createUnmodified(modelOf(graph));
      expect(session.inputMetadata).toEqual(unmodified.inputMetadata);
      expect(session.outputMetadata).toEqual(unmodified.outputMetadata);
      for (const dims of [
        [1, C, 5, 6],
        [2, C, 7, 3],
        [1, C, 1, 1],
        [1, C, 5, 6],
      ]) {
        const feeds = () => ({ x: new ort.Tensor('float32', numbers(dims), dims) });
        expectSame((await session.run(feeds())).y!, (await unmodified.run(feeds())).y!);
      }
      await session.release();
      await unmodified.release();
    });

    it('with a batch of 0, whose result is empty', async () => {
      const shape = ['n', C, H, W];
      const graph = { input: [value('x', shape), value('w', ['n', 9, H, W])], output: [value('y', shape)] };
      const session = await create(modelOf({ ...graph, node: [involution(['x', 'w'], 'y')] }));
      const tensor = (...dims: number[]) => new ort.Tensor('float32', numbers(dims), dims);
      for (const batchSize of [0, 1]) {
        const { y } = await session.run({ x: tensor(batchSize, C, H, W), w: tensor(batchSize, 9, H, W) });
        expect(y!.dims).toEqual([batchSize, C, H, W]);
        expect(y!.data).toHaveLength(batchSize * C * H * W);
      }
      const disagreeing = { x: tensor(0, C, H, W), w: tensor(1, 9, H, W) };
      await expect(session.run(disagreeing)).rejects.toThrow(expect.objectContaining({ name: 'InvolutionError' }));
      await session.release();
    });

    it('with dynamic dimensions that the session fixes', async () => {
      const graph = layer(['batch', C, 'height', 'width']);
      await expectAsUnmodified(graph, feedX, { freeDimensionOverrides: { batch: 1, height: H, width: W } });
      const session = await create(modelOf(graph), { freeDimensionOverrides: { batch: 1 } });
      const two = { x: new ort.Tensor('float32', numbers([2, C, H, W]), [2, C, H, W]) };
      await expect(session.run(two)).rejects.toThrow(/invalid dimensions for input: x/i);
      await session.release();
    });

    it('that state no shapes', async () => {
      const graph = layer();
      await expectAsUnmodified({ ...graph, input: [value('x')] });
      // That y has four axes is known here, and not where the involution is a function.
      const session = await create(modelOf({ ...graph, input: [value('x')], output: [value('y')] }));
      expect(session.outputMetadata[0]).toMatchObject({ type: 'float32', shape: { length: 4, 1: C } });
      await session.release();
    });

    it('of IR version 3, which lists constants as inputs', async () => {
      const graph = layer();
      const input = [...graph.input!, value('reduce', [C, C, 1, 1]), value('last', [C, C, 1, 1])];
      await expectAsUnmodified({ ...graph, input }, feedX);
    });

    it('whose nodes are in no order', async () => {
      const graph = layer();
      const model = modelOf({ ...graph, node: [...graph.node!].reverse() });
      const [a, b] = [await create(model), await create(modelOf(graph))];
      expectSame((await a.run(feedX())).y!, (await b.run(feedX())).y!);
      await a.release();
      await b.release();
    });

    it('whose integers and strings go from one subgraph to the next', async () => {
      const graph = layer();
      const text = (name: string) => value(name, [2], TensorProto_DataType.STRING);
      const branch = (result: string): GraphInit => ({
        name: result,
        node: [op('Identity', ['copied'], result)],
        output: [text(result)],
      });
      const node = [
        ...graph.node!.slice(0, 3),
        op('Shape', ['features'], 'shape'),
        op('Reshape', ['involved', 'shape'], 'y'),
        op('Identity', ['words'], 'copied'),
        // After the involution, because of the condition.
        op('ReduceMax', ['involved'], 'largest', [int('keepdims', 0n)]),
        op('Cast', ['largest'], 'yes', [int('to', BigInt(TensorProto_DataType.BOOL))]),
        op('If', ['yes'], 'text', [body('then_branch', branch('a')), body('else_branch', branch('b'))]),
      ];
      const report = await expectAsUnmodified(
        {
          ...graph,
          node,
          input: [...graph.input!, text('words')],
          output: [value('y', [1, C, H, W]), text('text')],
        },
        () => ({ ...feedX(), words: new ort.Tensor('string', ['one', 'two'], [2]) }),
      );
      expect(report).toMatchObject({ subgraphs: 2, involutions: [{ runsAs: 'kernel' }] });
    });
  });
}
