import {
  floats,
  type GraphInit,
  int,
  involution,
  modelOf,
  numbers,
  op,
  type TensorInit,
  value,
} from '@involution/adapters/onnx-graphs';
import { decodeFloat16, encodeFloat16 } from '@involution/conformance';
import { TensorProto_DataType } from '@involution/onnx-messages';
import type * as Ort from 'onnxruntime-web';
import { describe, expect } from 'vitest';
import { C, H, layer, W } from '../models.ts';
import { expectSame, type SessionHarness } from './harness.ts';

const HALF = TensorProto_DataType.FLOAT16;
const TAPS = 18;

export function describeHalves({
  ort,
  executionProvider,
  it,
  reports,
  create,
  expectAsUnmodified,
}: SessionHarness): void {
  const half = (values: Float32Array, dims: readonly number[]) =>
    new ort.Tensor('float16', encodeFloat16(values), dims);
  const runsAs = executionProvider === 'wasm' ? 'kernel' : 'function';

  describe(`${executionProvider}: float16`, () => {
    /** Not every GPU can run it; all can tell where involutions would run. */
    const reportOf = async (graph: GraphInit, feeds?: () => Record<string, Ort.Tensor>) => {
      if (executionProvider === 'wasm') return expectAsUnmodified(graph, feeds);
      await (await create(modelOf(graph))).release();
      return reports.at(-1);
    };

    it('between operators of float32, whether the model says so or only its operators', async () => {
      const graph = layer();
      const withCasts = (castTo: (from: string, to: string) => GraphInit['node'] & object) => [
        ...graph.node!.slice(0, 2),
        ...castTo('features', 'halfFeatures'),
        ...castTo('kernel', 'halfKernel'),
        involution(['halfFeatures', 'halfKernel'], 'half'),
        op('Cast', ['half'], 'involved', [int('to', BigInt(TensorProto_DataType.FLOAT))]),
        graph.node![3]!,
      ];
      const cast = (from: string, to: string) => [op('Cast', [from], to, [int('to', BigInt(HALF))])];
      expect((await reportOf({ ...graph, node: withCasts(cast) }))?.involutions).toMatchObject([
        { node: 'half', runsAs },
      ]);

      // CastLike: only a session can tell.
      const castLike = (from: string, to: string) => [op('CastLike', [from, 'halfLike'], to)];
      const initializer = [...graph.initializer!, halves('halfLike', [1])];
      const report = await reportOf({ ...graph, node: withCasts(castLike), initializer });
      expect(report?.involutions).toMatchObject([{ node: 'half', runsAs }]);
      if (runsAs === 'function')
        expect(report?.involutions[0]?.reason).toContain('is float16, and the kernels take float32');
    });

    it('from inputs to outputs, with weights that the model has, in bytes or in a list', async () => {
      const X = [2, C, H, W];
      const kernel = halves('kernel', [2, TAPS, H, W], 3);
      const listed: TensorInit = {
        ...kernel,
        rawData: new Uint8Array(0),
        int32Data: [...new Uint16Array(kernel.rawData!.buffer as ArrayBuffer)],
      };
      for (const initializer of [kernel, listed]) {
        const graph = {
          input: [value('x', X, HALF)],
          output: [value('y', X, HALF)],
          initializer: [initializer],
          node: [involution(['x', 'kernel'], 'y')],
        };
        const report = await reportOf(graph, () => ({ x: half(numbers(X, 5), X) }));
        expect(report?.involutions).toMatchObject([{ node: 'y', runsAs }]);
      }
    });

    it('beside float32 is refused', async () => {
      const graph = (
        node: GraphInit['node'],
        types: readonly [TensorProto_DataType, TensorProto_DataType],
      ): GraphInit => ({
        input: [value('x', [1, C, H, W], types[0]), value('w', [1, TAPS, H, W], types[1])],
        output: [value('y', [1, C, H, W], types[0])],
        node,
      });
      const refused = expect.objectContaining({ code: 'INVALID_DTYPE', argument: "node 'y', input W" });
      const direct = [involution(['x', 'w'], 'y')];
      for (const types of [[HALF, TensorProto_DataType.FLOAT] as const, [TensorProto_DataType.FLOAT, HALF] as const]) {
        await expect(create(modelOf(graph(direct, types)))).rejects.toThrow(refused);
      }
    });

    if (executionProvider === 'wasm') {
      it('is summed in float32, rounded once, and may fill a tensor of the user', async () => {
        const X = [1, 2, 3];
        const weightShape = [1, 3, 3];
        const graph = {
          input: [value('x', X, HALF), value('w', weightShape, HALF)],
          output: [value('y', X, HALF)],
          node: [involution(['x', 'w'], 'y', 3, 1)],
        };
        const session = await create(modelOf(graph));
        // Where each sum is rounded to float16, 1 + 2048 + 1 is 2048.
        const x = half(Float32Array.of(1, 2048, 1, 60000, 60000, -(2 ** -24)), X);
        const w = half(new Float32Array(9).fill(1), weightShape);
        const { y } = await session.run({ x, w });
        expect([...decode(y!)]).toEqual([2048, 2050, 2048, Infinity, Infinity, 60000]);
        const own = half(new Float32Array(6), X);
        expect((await session.run({ x, w }, { y: own })).y).toBe(own);
        expectSame(own, y!);
        const single = new ort.Tensor('float32', new Float32Array(6), X);
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
    }
  });
}

/** A constant of small integers in half precision. */
function halves(name: string, dims: readonly number[], seed = 0): TensorInit & { rawData: Uint8Array } {
  const bits = encodeFloat16(numbers(dims, seed));
  return { ...floats(name, dims, seed), dataType: HALF, rawData: new Uint8Array(bits.buffer) };
}

/** Data of float16, be it bits or numbers. */
function decode({ data }: Ort.Tensor): Float32Array {
  const { buffer, byteOffset, length } = data as Uint16Array;
  return decodeFloat16(new Uint16Array(buffer, byteOffset, length));
}
