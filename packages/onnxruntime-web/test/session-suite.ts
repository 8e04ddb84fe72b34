// What a session through the execution provider must keep of InferenceSession's promises, on any execution provider of onnxruntime-web.

import {
  body,
  conv,
  floats,
  type GraphInit,
  int,
  ints,
  involution,
  modelOf,
  type NodeInit,
  numbers,
  op,
  value,
  weights,
} from '@involution/adapters/onnx-graphs';
import type { InvolutionError } from '@involution/core';
import { expandInvolution } from '@involution/onnx';
import { TensorProto_DataLocation, TensorProto_DataType } from 'onnx-buf';
import type * as Ort from 'onnxruntime-web';
import { beforeEach, describe, expect, vi, it as vitestIt } from 'vitest';
import { type InvolutionReport, registerInvolution } from '../src/index.ts';
import { C, H, layer, outputs, parallel, series, W } from './models.ts';

/** Runs that must fail would fill the output with onnxruntime's own account of it: fatal errors only. */
const QUIET = { logSeverityLevel: 4 } as const;

/** Keeps profiles from the output. To be called before the first session: onnxruntime keeps the function that it finds. */
function silenceProfiles(): void {
  const print = console.log;
  console.log = (...given: unknown[]) => {
    if (!/^(\[|\]|\{"cat".*)$/s.test(String(given[0]).trim())) print(...given);
  };
}

/** Where the suite runs. */
export interface SuiteContext {
  ort: typeof Ort;
  /** The execution provider of onnxruntime-web under ours. */
  base: 'wasm' | 'webgpu';
  /** Makes a file of bytes that `create` can be given the name of. */
  toPath(bytes: Uint8Array): Promise<string>;
  /** Tests that fail for what is wrong in onnxruntime-web. One that passes is a failure. Default: none. */
  knownFailures?: readonly string[];
}

export function describeSessions({ ort, base, toPath, knownFailures = [] }: SuiteContext): void {
  const it = (title: string, test: () => Promise<void>) =>
    (knownFailures.includes(title) ? vitestIt.fails : vitestIt)(title, test);
  const name = `involution-${base}`;
  const reports: InvolutionReport[] = [];
  const options: Ort.InferenceSession.SessionOptions = { ...QUIET, executionProviders: [name] };
  const feedX = () => ({ x: new ort.Tensor('float32', numbers([1, C, H, W]), [1, C, H, W]) });
  const create = (model: Uint8Array, more: Ort.InferenceSession.SessionOptions = {}) =>
    ort.InferenceSession.create(model, { ...options, ...more });

  silenceProfiles();
  registerInvolution(ort, { name, executionProviders: [base], onSession: (report) => void reports.push(report) });
  beforeEach(() => void reports.splice(0));

  /** Runs a model here and, with functions, in an unmodified session; both must say the same of it and give the same. */
  async function expectAsUnmodified(
    graph: GraphInit,
    feeds: () => Record<string, Ort.Tensor> = feedX,
    more: Ort.InferenceSession.SessionOptions = {},
    others: Parameters<typeof modelOf>[1] = {},
  ): Promise<InvolutionReport | undefined> {
    const model = modelOf(graph, others);
    const ours = await create(model, more);
    const theirs = await ort.InferenceSession.create(expandInvolution(model), {
      ...QUIET,
      ...more,
      executionProviders: ['wasm'],
    });
    try {
      expect([ours.inputNames, ours.outputNames]).toEqual([theirs.inputNames, theirs.outputNames]);
      expect(ours.inputMetadata).toEqual(theirs.inputMetadata);
      expect(ours.outputMetadata).toEqual(theirs.outputMetadata);
      const [a, b] = [await ours.run(feeds()), await theirs.run(feeds())];
      expect(Object.keys(a)).toEqual(Object.keys(b));
      for (const key of theirs.outputNames) expectSame(a[key]!, b[key]!);
    } finally {
      await ours.release();
      await theirs.release();
    }
    return reports.at(-1);
  }

  describe(`${base}: graphs`, () => {
    it('of one layer', async () => {
      const report = await expectAsUnmodified(layer());
      expect(report).toMatchObject({ executionProvider: base, subgraphs: 2 });
      expect(report?.involutions).toEqual([{ node: 'involved', runsAs: 'kernel' }]);
    });

    it('with two involutions side by side, which lie between the same subgraphs', async () => {
      expect((await expectAsUnmodified(parallel()))?.subgraphs).toBe(2);
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

    it('with outputs that are inputs, constants, kernels and what an involution made', async () => {
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

    it('with open sizes, which change from run to run', async () => {
      const graph = layer(['batch', C, 'height', 'width']);
      const session = await create(modelOf(graph));
      const unmodified = await ort.InferenceSession.create(expandInvolution(modelOf(graph)), QUIET);
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

    it('with open sizes that the session fixes', async () => {
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

    it('whose integers and strings go from one session to another', async () => {
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
        // Behind the cut, because of the condition.
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

  describe(`${base}: involutions that kernels can't run`, () => {
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

    it('in float16, whether the model says so or only its operators', async () => {
      const HALF = TensorProto_DataType.FLOAT16;
      const cast = (from: string, to: string, type: TensorProto_DataType) =>
        op('Cast', [from], to, [int('to', BigInt(type))]);
      const graph = layer();
      const node = [
        ...graph.node!.slice(0, 2),
        cast('features', 'halfFeatures', HALF),
        cast('kernel', 'halfKernel', HALF),
        involution(['halfFeatures', 'halfKernel'], 'half'),
        cast('half', 'involved', TensorProto_DataType.FLOAT),
        graph.node![3]!,
      ];
      const reportOf = async (model: GraphInit) => {
        // Not every GPU can run it.
        if (base === 'wasm') return expectAsUnmodified(model);
        await (await create(modelOf(model))).release();
        return reports.at(-1);
      };
      const report = await reportOf({ ...graph, node });
      expect(report?.involutions).toEqual([
        { node: 'half', runsAs: 'function', reason: expect.stringContaining('float16') },
      ]);

      // CastLike: only a session can tell.
      const like = floats('halfLike', [1], 0);
      const halfLike = { ...like, dataType: HALF, rawData: new Uint8Array(2) };
      const likeNode = [
        ...graph.node!.slice(0, 2),
        op('CastLike', ['features', 'halfLike'], 'halfFeatures'),
        op('CastLike', ['kernel', 'halfLike'], 'halfKernel'),
        involution(['halfFeatures', 'halfKernel'], 'half'),
        cast('half', 'involved', TensorProto_DataType.FLOAT),
        graph.node![3]!,
      ];
      const second = await reportOf({ ...graph, node: likeNode, initializer: [...graph.initializer!, halfLike] });
      expect(second?.involutions[0]?.reason).toContain('float16');
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
          op('Cast', ['x'], 'half', [int('to', BigInt(TensorProto_DataType.FLOAT16))]),
          op('Cast', ['kernelOfX'], 'halfKernel', [int('to', BigInt(TensorProto_DataType.FLOAT16))]),
          conv(['x', 'span'], 'kernelOfX'),
          involution(['half', 'halfKernel'], 'involved'),
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

  describe(`${base}: models`, () => {
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
      const unmodified = await ort.InferenceSession.create(expandInvolution(model), {
        ...QUIET,
        executionProviders: ['wasm'],
      });
      const { y } = await unmodified.run(feedX());
      await unmodified.release();
      for (const session of sessions) expectSame((await session.run(feedX())).y!, y!);
      for (const session of sessions) await session.release();
    });

    it('with weights of six axes, and something after them', async () => {
      const graph = layer();
      const six = (from: string, to: string) => op('Reshape', [from, 'six'], to);
      const shape = {
        name: 'six',
        dims: [6n],
        dataType: TensorProto_DataType.INT64,
        int64Data: [1, 2, 3, 3, H, W].map(BigInt),
      };
      const node = [
        ...graph.node!.slice(0, 2),
        six('kernel', 'kernel6'),
        involution(['features', 'kernel6'], 'involved'),
        conv(['involved', 'last'], 'y'),
      ];
      const initializer = [...graph.initializer!, shape];
      await expectAsUnmodified({ ...graph, node, initializer });
      // As an input, and with the involution as the last node.
      const session = await create(
        modelOf({
          input: [value('x', [1, C, H, W]), value('kernel6', [1, 2, 3, 3, H, W])],
          output: [value('y')],
          node: [involution(['x', 'kernel6'], 'y')],
        }),
      );
      expect(session.outputMetadata).toMatchObject([{ name: 'y', shape: [1, C, H, W] }]);
      await session.release();
    });

    it('with an empty batch', async () => {
      const [x, w] = [
        ['n', C, H, W],
        ['n', 18, H, W],
      ] as const;
      const graph = {
        input: [value('x', x), value('w', w)],
        output: [value('y', x)],
        node: [involution(['x', 'w'], 'y')],
      };
      // On WebGPU onnxruntime's own convolutions take no empty batch.
      const models = [{ ...graph }, ...(base === 'wasm' ? [layer(['n', C, H, W])] : [])];
      for (const model of models) {
        const session = await create(modelOf(model));
        const empty = (channels: number) => new ort.Tensor('float32', new Float32Array(0), [0, channels, H, W]);
        const feeds = { x: empty(C), ...(session.inputNames.includes('w') && { w: empty(18) }) };
        const { y } = await session.run(feeds);
        expect([y!.dims, y!.data]).toEqual([[0, C, H, W], new Float32Array(0)]);
        await session.release();
      }
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

    it('without involutions go to an ordinary session as they are', async () => {
      const graph = layer();
      const model = modelOf({ ...graph, node: [conv(['x', 'last'], 'y')] });
      const inner = vi.spyOn(ort.InferenceSession, 'create');
      const session = await create(model, { graphOptimizationLevel: 'disabled' });
      const calls = inner.mock.calls.slice(1);
      inner.mockRestore();
      expect(calls).toHaveLength(1);
      expect(calls[0]![0]).toBe(model);
      expect(calls[0]![1]).toMatchObject({ executionProviders: [base], graphOptimizationLevel: 'disabled' });
      expect((await session.run(feedX())).y!.dims).toEqual([1, C, H, W]);
      expect(reports).toEqual([]);
      await session.release();
    });

    it('that are none get an error of onnxruntime', async () => {
      await expect(create(new Uint8Array([1, 2, 3]))).rejects.toThrow(/Can't create a session/);
    });

    it('that break a rule of the operator are an error', async () => {
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

  describe(`${base}: runs`, () => {
    it('compute the outputs asked for, and only what these need', async () => {
      const making = vi.spyOn(ort.InferenceSession, 'create');
      const session = await create(modelOf(outputs()));
      const sessions = await Promise.all(making.mock.results.map(({ value: made }) => made as Promise<typeof session>));
      making.mockRestore();
      const runs = sessions.filter((made) => made !== session).map((made) => vi.spyOn(made, 'run'));
      const feeds = () => ({ ...feedX(), unused: new ort.Tensor('float32', [1], [1]) });
      const countRuns = () => runs.reduce((sum, run) => sum + run.mock.calls.length, 0);
      const all = await session.run(feeds());
      expect(countRuns()).toBe(2);
      const some = await session.run(feeds(), ['kernel']);
      expect(countRuns()).toBe(3);
      expect(Object.keys(some)).toEqual(['kernel']);
      expectSame(some.kernel!, all.kernel!);
      const others = await session.run(feeds(), { involved: null, x: null });
      expect(countRuns()).toBe(4);
      expect(Object.keys(others).sort()).toEqual(['involved', 'x']);
      expectSame(others.involved!, all.involved!);
      expectSame(others.x!, all.x!);
      await session.release();
    });

    it("fill the user's own tensors", async () => {
      const session = await create(modelOf(outputs()));
      const feeds = () => ({ ...feedX(), unused: new ort.Tensor('float32', [1], [1]) });
      const { y, involved } = await session.run(feeds());
      const own = () => new ort.Tensor('float32', new Float32Array(C * H * W), [1, C, H, W]);
      const [a, b] = [own(), own()];
      const result = await session.run(feeds(), { y: a, involved: b });
      expect(result.y).toBe(a);
      expect(result.involved).toBe(b);
      expectSame(a, y!);
      expectSame(b, involved!);
      const small = new ort.Tensor('float32', new Float32Array(C), [1, C, 1, 1]);
      await expect(session.run(feeds(), { involved: small })).rejects.toThrow(
        expect.objectContaining({ code: 'INVALID_SHAPE', argument: "tensor for output 'involved'" }),
      );
      await session.release();
    });

    it('do not change or keep what they are fed', async () => {
      const session = await create(modelOf(series()));
      const feeds = feedX();
      const { y } = await session.run(feeds);
      expectSame((await session.run(feeds)).y!, y!);
      expect(feeds.x.data).toEqual(numbers([1, C, H, W]));
      await session.release();
    });

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
      const errorOf = (code: InvolutionError['code'], argument: string) =>
        expect.objectContaining({ name: 'InvolutionError', code, argument: expect.stringContaining(argument) });
      await expect(session.run({ x, w: tensor([1, 9, H, 3]) })).rejects.toThrow(errorOf('INVALID_SHAPE', "'w'"));
      await expect(
        session.run({ x, w: new ort.Tensor('int32', new Int32Array(9 * H * W), [1, 9, H, W]) }),
      ).rejects.toThrow(errorOf('INVALID_DTYPE', "'w'"));
      await expect(session.run({ x, w: tensor([2, 9, H, W]) })).rejects.toThrow(
        errorOf('KERNEL_SHAPE_MISMATCH', "node 'stage1/involution', input W"),
      );
      expect((await session.run({ x, w })).y!.dims).toEqual([1, C, H, W]);
      await session.release();
    });

    it('tell in which part of the model a node failed', async () => {
      const graph = layer(['n', C, 'h', 'w']);
      const node = [...graph.node!.slice(0, 3), { ...op('Add', ['involved', 'bias'], 'y'), name: 'head/add' }];
      const session = await create(
        modelOf({ ...graph, node, initializer: [...graph.initializer!, floats('bias', [1, C, 3, 3])] }),
      );
      // What operators throw comes without the name of the node.
      await expect(session.run(feedX(), QUIET)).rejects.toThrow(/(broadcast|binary op).*\(in node 'head\/add'\)$/s);
      const fitting = { x: new ort.Tensor('float32', numbers([1, C, 3, 3]), [1, C, 3, 3]) };
      expect((await session.run(fitting)).y!.dims).toEqual([1, C, 3, 3]);
      await session.release();
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
        base === 'wasm' ? "node 'head/concat'" : "(node 'head/concat'|one of the nodes 'relu', 'head/concat', 'y')";
      expect(await failing(concat)).toMatch(new RegExp(`\\(in ${possible}\\)$`));
      const add = { ...op('Add', ['relu', 'bias'], 'z'), name: '' };
      expect(await failing(add)).toContain("(in one of the nodes 'relu', 'z', 'y')");
      const before = Array.from({ length: 20 }, (_, k) => op('Abs', [k === 0 ? 'relu' : `abs${k - 1}`], `abs${k}`));
      const last = { ...op('Add', ['abs19', 'bias'], 'z'), name: '' };
      expect(await failing(last, before)).toContain("(in one of the 23 nodes from 'relu' to 'y')");
    });

    it('are profiled by each subgraph when the session is asked to, up to where profiling ends', async () => {
      const making = vi.spyOn(ort.InferenceSession, 'create');
      const session = await create(modelOf(layer()), { enableProfiling: true });
      const made = await Promise.all(making.mock.results.map(({ value: each }) => each as Promise<typeof session>));
      making.mockRestore();
      const subgraphs = made.filter((each) => each !== session).slice(-2);
      const [starts, runs, ends] = (['startProfiling', 'run', 'endProfiling'] as const).map((what) =>
        subgraphs.map((subgraph) => vi.spyOn(subgraph, what).mock),
      );
      session.startProfiling();
      expect(starts!.map(({ calls }) => calls.length)).toEqual([1, 1]);
      const results = [session.run(feedX()), session.run(feedX())];
      session.endProfiling();
      const later = session.run(feedX());
      const [a, b, c] = await Promise.all([...results, later]);
      expectSame(a!.y!, c!.y!);
      expectSame(b!.y!, c!.y!);
      for (const [k, { invocationCallOrder }] of ends!.entries()) {
        const order = runs![k]!.invocationCallOrder;
        expect(invocationCallOrder).toHaveLength(1);
        expect([order[1]! < invocationCallOrder[0]!, invocationCallOrder[0]! < order[2]!]).toEqual([true, true]);
      }
      await session.release();
      expect(() => session.endProfiling()).toThrow('released');
    });

    it('at the same time, in one session and in two, give what they give alone', async () => {
      const [a, b] = [await create(modelOf(series())), await create(modelOf(parallel()))];
      const feeds = (seed: number) => ({ x: new ort.Tensor('float32', numbers([1, C, H, W], seed), [1, C, H, W]) });
      const alone = [];
      for (const seed of [1, 2, 3]) alone.push((await a.run(feeds(seed))).y!, (await b.run(feeds(seed))).y!);
      const together = await Promise.all([1, 2, 3].flatMap((seed) => [a.run(feeds(seed)), b.run(feeds(seed))]));
      for (const [k, { y }] of together.entries()) expectSame(y!, alone[k]!);
      await Promise.all([a.release(), b.release()]);
    });

    it('end well when the session is released meanwhile, and cannot begin afterwards', async () => {
      const session = await create(modelOf(series()));
      const { y } = await session.run(feedX());
      const runs = [session.run(feedX()), session.run(feedX())];
      const released = session.release();
      await expect(session.run(feedX())).rejects.toThrow('released');
      for (const run of runs) expectSame((await run).y!, y!);
      await released;
      await expect(session.run(feedX())).rejects.toThrow('released');
      await expect(session.release()).rejects.toThrow('released');
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
      await expect(create(modelOf({ ...graph, node }))).rejects.toThrow('Nonsense');
      expect(live).toBe(0);
      const refuse = () => {
        throw new Error('the user says no');
      };
      registerInvolution(ort, { name: `${name}-refused`, executionProviders: [base], onSession: refuse });
      const refused = create(modelOf(graph), { executionProviders: [`${name}-refused`] });
      await expect(refused).rejects.toThrow('the user says no');
      inner.mockRestore();
      expect(live).toBe(0);
    });
  });
}

/** Equal to the bit. */
function expectSame(actual: Ort.Tensor, expected: Ort.Tensor): void {
  expect(actual.dims).toEqual(expected.dims);
  expect(actual.type).toBe(expected.type);
  expect(Array.from(actual.data as Float32Array)).toEqual(Array.from(expected.data as Float32Array));
}
