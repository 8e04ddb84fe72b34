import {
  floats,
  int,
  involution,
  modelOf,
  type NodeInit,
  numbers,
  op,
  type TensorInit,
  value,
} from '@involution/adapters/onnx-graphs';
import { numbersOf } from '@involution/adapters/onnx-testing';
import { encodeFloat16 } from '@involution/conformance';
import { TensorProto_DataType } from '@involution/onnx-messages';
import { describe, expect } from 'vitest';
import { C, H, layer, W } from '../models.ts';
import { expectSame, type SessionHarness } from './harness.ts';

const HALF = TensorProto_DataType.FLOAT16;
const TAPS = 18;

export function describeHalves(harness: SessionHarness): void {
  const { ort, executionProvider, it, reports, create, expectAsUnmodified } = harness;
  const half = (values: Float32Array, dims: readonly number[]) =>
    new ort.Tensor('float16', encodeFloat16(values), dims);

  describe(`${executionProvider}: float16`, () => {
    it('between operators of float32, whether the model says so or only its operators', async () => {
      const graph = layer();
      const withCasts = (castTo: (from: string, to: string) => NodeInit) => [
        ...graph.node!.slice(0, 2),
        castTo('features', 'halfFeatures'),
        castTo('kernel', 'halfKernel'),
        involution(['halfFeatures', 'halfKernel'], 'half'),
        op('Cast', ['half'], 'involved', [int('to', BigInt(TensorProto_DataType.FLOAT))]),
        graph.node![3]!,
      ];
      const cast = (from: string, to: string) => op('Cast', [from], to, [int('to', BigInt(HALF))]);
      // CastLike: only a session can tell.
      const castLike = (from: string, to: string) => op('CastLike', [from, 'halfLike'], to);
      const initializer = [...graph.initializer!, halves('halfLike', [1])];
      for (const node of [withCasts(cast), withCasts(castLike)]) {
        const model = { ...graph, node, initializer };
        // Not every GPU has what onnxruntime's own operators of float16 need.
        if (executionProvider === 'wasm') await expectAsUnmodified(model);
        else await (await create(modelOf(model))).release();
        expect(reports.at(-1)?.involutions).toEqual([{ node: 'half', runsAs: 'kernel' }]);
      }
    });

    it('from inputs to outputs, with weights that the model has, in bytes or in a list', async () => {
      const X = [1, C, H, W];
      const kernel = halves('kernel', [1, TAPS, H, W], 3);
      const listed: TensorInit = {
        ...kernel,
        rawData: new Uint8Array(0),
        int32Data: [...new Uint16Array(kernel.rawData.slice().buffer)],
      };
      for (const initializer of [kernel, listed]) {
        const graph = {
          input: [value('x', X, HALF)],
          output: [value('y', X, HALF)],
          initializer: [initializer],
          node: [involution(['x', 'kernel'], 'y')],
        };
        await expectAsUnmodified(graph, () => ({ x: half(numbers(X, 5), X) }));
        expect(reports.at(-1)?.involutions).toEqual([{ node: 'y', runsAs: 'kernel' }]);
      }
    });

    it('beside float32 is refused', async () => {
      const { FLOAT } = TensorProto_DataType;
      for (const [x, w] of [[HALF, FLOAT] as const, [FLOAT, HALF] as const]) {
        const graph = {
          input: [value('x', [1, C, H, W], x), value('w', [1, TAPS, H, W], w)],
          output: [value('y', [1, C, H, W], x)],
          node: [involution(['x', 'w'], 'y')],
        };
        await expect(create(modelOf(graph))).rejects.toThrow(
          expect.objectContaining({ code: 'INVALID_DTYPE', argument: "node 'y', input W" }),
        );
      }
    });

    it('is summed in float32, rounded once, and may fill a tensor of the user', async () => {
      // An odd number of halves, which is no number of words.
      const X = [1, 3, 3];
      const weightShape = [1, 3, 3];
      const graph = {
        input: [value('x', X, HALF), value('w', weightShape, HALF)],
        output: [value('y', X, HALF)],
        node: [involution(['x', 'w'], 'y', 3, 1)],
      };
      const session = await create(modelOf(graph));
      const x = half(Float32Array.of(1, 2048, 1, 60000, 3, -60000, 1, 2, -4), X);
      const w = half(new Float32Array(9).fill(1), weightShape);
      const { y } = await session.run({ x, w });
      // Where each sum is rounded to float16, 1 + 2048 + 1 is 2048, and 60000 + 3 − 60000 is 0.
      const expected = [2048, 2050, 2048, 60000, 3, -60000, 3, -1, -2];
      expect([...numbersOf(y!)]).toEqual(expected);
      const own = half(new Float32Array(9), X);
      expect((await session.run({ x, w }, { y: own })).y).toBe(own);
      expectSame(own, y!);
      const single = new ort.Tensor('float32', new Float32Array(9), X);
      await expect(session.run({ x, w }, { y: single })).rejects.toThrow(
        expect.objectContaining({ code: 'INVALID_DTYPE', argument: "tensor for output 'y'" }),
      );
      await expect(session.run({ x: single, w })).rejects.toThrow(
        expect.objectContaining({ code: 'INVALID_DTYPE', argument: "input 'x'" }),
      );
      await session.release();
    });

    it('of a batch of 0 is empty', async () => {
      const graph = {
        input: [value('x', ['n', C, H, W], HALF), value('w', ['n', TAPS, H, W], HALF)],
        output: [value('y', ['n', C, H, W], HALF)],
        node: [involution(['x', 'w'], 'y')],
      };
      const session = await create(modelOf(graph));
      const none = (dims: number[]) => half(new Float32Array(0), dims);
      const { y } = await session.run({ x: none([0, C, H, W]), w: none([0, TAPS, H, W]) });
      expect(y).toMatchObject({ type: 'float16', dims: [0, C, H, W] });
      await session.release();
    });
  });
}

/** A constant of small integers in half precision. */
function halves(name: string, dims: readonly number[], seed = 0): TensorInit & { rawData: Uint8Array } {
  const bits = encodeFloat16(numbers(dims, seed));
  return { ...floats(name, dims, seed), dataType: HALF, rawData: new Uint8Array(bits.buffer) };
}
