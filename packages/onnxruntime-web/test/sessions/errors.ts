import { floats, int, involution, modelOf, type NodeInit, numbers, op, value } from '@involution/adapters/onnx-graphs';
import type { InvolutionError } from '@involution/core';
import { describe, expect, vi } from 'vitest';
import { registerInvolution } from '../../src/index.ts';
import { C, H, layer, W } from '../models.ts';
import { QUIET, type SessionHarness } from './harness.ts';

export function describeErrors({ ort, executionProvider, name, it, feedX, create }: SessionHarness): void {
  describe(`${executionProvider}: errors`, () => {
    it('refuse feeds that are missing, unknown, or not of the shape or type', async () => {
      const graph = {
        input: [value('x', ['n', C, H, W]), value('w', ['n', 9, H, W])],
        output: [value('y')],
        node: [{ ...involution(['x', 'w'], 'y'), name: 'stage1/involution' }],
      };
      const session = await create(modelOf(graph));
      const tensor = (dims: number[]) => new ort.Tensor('float32', numbers(dims), dims);
      const x = tensor([1, C, H, W]);
      const w = tensor([1, 9, H, W]);
      await expect(session.run({ x })).rejects.toThrow("input 'w' is missing");
      await expect(session.run({ x, w, z: x })).rejects.toThrow("invalid input 'z'");
      const refused = (code: InvolutionError['code'], argument: string) =>
        expect.objectContaining({ name: 'InvolutionError', code, argument: expect.stringContaining(argument) });
      await expect(session.run({ x, w: tensor([1, 9, H, 3]) })).rejects.toThrow(refused('INVALID_SHAPE', "'w'"));
      await expect(
        session.run({ x, w: new ort.Tensor('int32', new Int32Array(9 * H * W), [1, 9, H, W]) }),
      ).rejects.toThrow(refused('INVALID_DTYPE', "'w'"));
      await expect(session.run({ x, w: tensor([2, 9, H, W]) })).rejects.toThrow(
        refused('KERNEL_SHAPE_MISMATCH', "node 'stage1/involution', input W"),
      );
      expect((await session.run({ x, w })).y!.dims).toEqual([1, C, H, W]);
      await session.release();
    });

    it('name the node of a subgraph of one node, whatever failed there', async () => {
      const graph = layer(['n', C, 'h', 'w']);
      const node = [...graph.node!.slice(0, 3), { ...op('Add', ['involved', 'bias'], 'y'), name: 'head/add' }];
      const session = await create(
        modelOf({ ...graph, node, initializer: [...graph.initializer!, floats('bias', [1, C, 3, 3])] }),
      );
      // What operators throw comes without the name of the node.
      await expect(session.run(feedX(), QUIET)).rejects.toThrow(/\(in node 'head\/add'\)$/);
      const fitting = { x: new ort.Tensor('float32', numbers([1, C, 3, 3]), [1, C, 3, 3]) };
      expect((await session.run(fitting)).y!.dims).toEqual([1, C, 3, 3]);
      await session.release();
    });

    it('keep what onnxruntime says', async () => {
      const graph = layer(['n', C, 'h', 'w']);
      const adding = [...graph.node!.slice(0, 3), op('Add', ['involved', 'bias'], 'y')];
      const initializer = [...graph.initializer!, floats('bias', [1, C, 3, 3])];
      const session = await create(modelOf({ ...graph, node: adding, initializer }));
      await expect(session.run(feedX(), QUIET)).rejects.toThrow(/broadcast|binary op/);
      await session.release();
      const unknown = [...graph.node!.slice(0, 3), op('Nonsense', ['involved'], 'y')];
      await expect(create(modelOf({ ...graph, node: unknown }))).rejects.toThrow('Nonsense');
    });

    it('tell which node failed, where onnxruntime does, and else which it may have been', async () => {
      const graph = layer(['n', C, 'h', 'w']);
      const failing = async (node: NodeInit, more: NodeInit[] = []) => {
        const all = [
          ...graph.node!.slice(0, 3),
          op('Relu', ['involved'], 'relu'),
          ...more,
          node,
          op('Neg', ['z'], 'y'),
        ];
        const initializer = [...graph.initializer!, floats('bias', [1, C, 3, 3])];
        const session = await create(modelOf({ ...graph, node: all, initializer, output: [value('y')] }), {
          graphOptimizationLevel: 'disabled',
        });
        const error = await session.run(feedX(), QUIET).catch((reason: Error) => reason);
        await session.release();
        return String(error);
      };
      const concat = { ...op('Concat', ['relu', 'bias'], 'z', [int('axis', 1n)]), name: 'head/concat' };
      const possible =
        executionProvider === 'wasm'
          ? "node 'head/concat'"
          : "(node 'head/concat'|one of the nodes 'relu', 'head/concat', 'y')";
      expect(await failing(concat)).toMatch(new RegExp(`\\(in ${possible}\\)$`));
      const add = { ...op('Add', ['relu', 'bias'], 'z'), name: '' };
      expect(await failing(add)).toContain("(in one of the nodes 'relu', 'z', 'y')");
      const before = Array.from({ length: 20 }, (_, k) => op('Abs', [k === 0 ? 'relu' : `abs${k - 1}`], `abs${k}`));
      const last = { ...op('Add', ['abs19', 'bias'], 'z'), name: '' };
      expect(await failing(last, before)).toContain("(in one of the 23 nodes from 'relu' to 'y')");
    });

    it('leave nothing behind when creating fails in a later subgraph', async () => {
      const graph = layer();
      const node = [...graph.node!.slice(0, 3), op('Nonsense', ['involved'], 'y')];
      let live = 0;
      const make = ort.InferenceSession.create;
      const inner = vi.spyOn(ort.InferenceSession, 'create').mockImplementation((async (...given: [Uint8Array]) => {
        const session = await make.apply(ort.InferenceSession, given);
        live++;
        const release = session.release.bind(session);
        session.release = async () => {
          live--;
          await release();
        };
        return session;
      }) as typeof make);
      await expect(create(modelOf({ ...graph, node }))).rejects.toThrow("(in node 'y')");
      expect(live).toBe(0);
      const refuse = () => {
        throw new Error('the user says no');
      };
      registerInvolution(ort, { name: `${name}-refused`, executionProviders: [executionProvider], onSession: refuse });
      const refused = create(modelOf(graph), { executionProviders: [`${name}-refused`] });
      await expect(refused).rejects.toThrow('the user says no');
      inner.mockRestore();
      expect(live).toBe(0);
    });
  });
}
