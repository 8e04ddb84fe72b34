import { body, conv, floats, int, involution, modelOf, op, value } from '@involution/adapters/onnx-graphs';
import { TensorProto_DataType } from '@involution/onnx-messages';
import { describe, expect, vi } from 'vitest';
import { C, H, layer, W } from '../models.ts';
import type { SessionHarness } from './harness.ts';

export function describeFunctions({
  executionProvider,
  it,
  reports,
  feedX,
  create,
  expectAsUnmodified,
}: SessionHarness): void {
  describe(`${executionProvider}: involutions that kernels can't run`, () => {
    it('in the branches of If, with values from around them, stay there as functions', async () => {
      const graph = layer();
      const branch = (result: string, kernel: string) => ({
        name: result,
        node: [involution(['involved', kernel], result)],
        output: [value(result)],
      });
      const node = [
        ...graph.node!.slice(0, 3),
        op('ReduceMax', ['x'], 'largest', [int('keepdims', 0n)]),
        op('Cast', ['largest'], 'yes', [int('to', BigInt(TensorProto_DataType.BOOL))]),
        op('If', ['yes'], 'chosen', [
          body('then_branch', branch('then', 'kernel')),
          body('else_branch', branch('else', 'constantKernel')),
        ]),
        conv(['chosen', 'last'], 'y'),
      ];
      const initializer = [...graph.initializer!, floats('constantKernel', [1, 9, H, W], 5)];
      const report = await expectAsUnmodified({ ...graph, node, initializer });
      expect(report?.involutions.map(({ runsAs }) => runsAs)).toEqual(['kernel', 'function', 'function']);
      expect(report?.involutions[1]?.reason).toContain('in a branch or body');
      expect(report?.subgraphs).toBe(2);
    });

    it('in the body of Loop', async () => {
      const graph = layer();
      const loop = {
        name: 'body',
        input: [
          value('i', [], TensorProto_DataType.INT64),
          value('go', [], TensorProto_DataType.BOOL),
          value('state', [1, C, H, W]),
        ],
        node: [op('Identity', ['go'], 'goOn'), involution(['state', 'kernel'], 'next')],
        output: [value('goOn', [], TensorProto_DataType.BOOL), value('next', [1, C, H, W])],
      };
      const node = [
        ...graph.node!.slice(0, 3),
        op('Constant', [], 'twice', [int('value_int', 2n)]),
        op('Loop', ['twice', '', 'involved'], 'y', [body('body', loop)]),
      ];
      const report = await expectAsUnmodified({ ...graph, node });
      expect(report?.involutions.map(({ runsAs }) => runsAs)).toEqual(['kernel', 'function']);
    });

    it("in a function of the model's own", async () => {
      const graph = layer();
      const own = {
        domain: 'own',
        name: 'Twice',
        input: ['a', 'b'],
        output: ['d'],
        opsetImport: [
          { domain: '', version: 18n },
          { domain: 'ai.involution', version: 1n },
        ],
        node: [involution(['a', 'b'], 'c'), op('Add', ['c', 'c'], 'd')],
      };
      const node = [...graph.node!.slice(0, 3), { ...op('Twice', ['involved', 'kernel'], 'y'), domain: 'own' }];
      const report = await expectAsUnmodified(
        { ...graph, node },
        feedX,
        {},
        {
          functions: [own],
          opsetImport: [
            { domain: '', version: 18n },
            { domain: 'ai.involution', version: 1n },
            { domain: 'own', version: 1n },
          ],
        },
      );
      expect(report?.involutions[1]).toMatchObject({ runsAs: 'function', reason: "it is in the function 'Twice'" });
    });

    // Not float64: some builds of onnxruntime-web have no Cast to it.
    it('in integers', async () => {
      const { INT32 } = TensorProto_DataType;
      const cast = (from: string, to: string, type: TensorProto_DataType) =>
        op('Cast', [from], to, [int('to', BigInt(type))]);
      const graph = layer();
      const node = [
        ...graph.node!.slice(0, 2),
        cast('features', 'wholeFeatures', INT32),
        cast('kernel', 'wholeKernel', INT32),
        involution(['wholeFeatures', 'wholeKernel'], 'whole'),
        cast('whole', 'involved', TensorProto_DataType.FLOAT),
        graph.node![3]!,
      ];
      const session = await create(modelOf({ ...graph, node }));
      await session.release();
      expect(reports.at(-1)?.involutions).toEqual([
        { node: 'whole', runsAs: 'function', reason: expect.stringContaining("'wholeFeatures' is int32") },
      ]);
    });

    it('around which a value is no tensor', async () => {
      const graph = layer();
      const node = [
        ...graph.node!.slice(0, 3),
        op('SequenceConstruct', ['features', 'kernel'], 'sequence'),
        op('Constant', [], 'first', [int('value_int', 0n)]),
        op('ReduceMax', ['involved'], 'largest', [int('keepdims', 0n)]),
        op('Cast', ['largest'], 'any', [int('to', BigInt(TensorProto_DataType.INT64))]),
        op('Sub', ['any', 'any'], 'zero'),
        op('SequenceAt', ['sequence', 'zero'], 'y'),
      ];
      const report = await expectAsUnmodified({ ...graph, node });
      expect(report?.involutions).toEqual([
        { node: 'involved', runsAs: 'function', reason: expect.stringContaining("'sequence'") },
      ]);
      expect(report?.subgraphs).toBe(1);
    });

    it('are warned of, unless the log level says not to', async () => {
      const loud = vi.spyOn(console, 'warn').mockImplementation(() => {});
      const graph = { ...layer(), node: layer().node! };
      const model = modelOf({
        ...graph,
        node: [
          op('Cast', ['x'], 'whole', [int('to', BigInt(TensorProto_DataType.INT32))]),
          op('Cast', ['kernelOfX'], 'wholeKernel', [int('to', BigInt(TensorProto_DataType.INT32))]),
          conv(['x', 'span'], 'kernelOfX'),
          involution(['whole', 'wholeKernel'], 'involved'),
          op('Cast', ['involved'], 'y', [int('to', BigInt(TensorProto_DataType.FLOAT))]),
        ],
      });
      const ours = () =>
        loud.mock.calls.map(([text]) => String(text)).filter((text) => text.includes('[W:involution]'));
      await (await create(model)).release();
      expect(ours()).toEqual([]);
      await (await create(model, { logSeverityLevel: 2 })).release();
      expect(ours()).toEqual([expect.stringContaining("node 'involved' runs as a function")]);
      loud.mockRestore();
    });
  });
}
