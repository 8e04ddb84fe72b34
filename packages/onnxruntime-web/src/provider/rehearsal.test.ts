import { type GraphInit, modelOf, numbers, op, value } from '@involution/adapters/onnx-graphs';
import * as ort from 'onnxruntime-web';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { C, layer } from '../../test/models.ts';
import { registerInvolution } from '../index.ts';
import { InvolutionSessionHandler } from './involution-handler.ts';

ort.env.wasm.numThreads = 1;
registerInvolution(ort, { name: 'rehearsal', executionProviders: ['wasm'] });

const create = (graph: GraphInit, options: ort.InferenceSession.SessionOptions = {}) =>
  ort.InferenceSession.create(modelOf(graph), { executionProviders: ['rehearsal'], ...options });

const run = vi.spyOn(InvolutionSessionHandler.prototype, 'run');
beforeEach(() => void run.mockClear());

/** What the network was run on while its session was made. */
const rehearsed = () => run.mock.calls.map(([feeds]) => Object.values(feeds).map(({ type, dims }) => ({ type, dims })));

describe('a session is created with two runs', () => {
  it.each<[string, Parameters<typeof layer>[0], ort.InferenceSession.SessionOptions, number[]]>([
    ['of known sizes', [2, C, 5, 6], {}, [2, C, 5, 6]],
    ['of one entry of an open batch', ['n', C, 5, 6], {}, [1, C, 5, 6]],
    ['of sizes from the options', ['n', C, 'h', 'w'], { freeDimensionOverrides: { n: 3, h: 5, w: 4 } }, [3, C, 5, 4]],
  ])('%s', async (_, sizes, options, dims) => {
    const session = await create(layer(sizes), options);
    const feeds = [{ type: 'float32', dims }];
    expect(rehearsed()).toEqual([feeds, feeds]);
    await session.release();
  });
});

describe('and without', () => {
  it.each<[string, Parameters<typeof layer>[0], ort.InferenceSession.SessionOptions]>([
    ['where a size is open', [1, C, 'h', 6], {}],
    ['where one run takes long', [1, C, 64, 65], {}],
    ['where a profile would show it', [1, C, 5, 6], { enableProfiling: true }],
  ])('%s', async (_, sizes, options) => {
    const session = await create(layer(sizes), options);
    expect(rehearsed()).toEqual([]);
    session.endProfiling();
    await session.release();
  });

  it('where an input is of integers', async () => {
    const graph = layer();
    const session = await create({
      ...graph,
      input: [...graph.input!, value('index', [1], 7)],
      output: [...graph.output!, value('chosen', [1, C, 5, 6])],
      node: [...graph.node!, op('Gather', ['y', 'index'], 'chosen')],
    });
    expect(rehearsed()).toEqual([]);
    await session.release();
  });
});

it('A network that refuses zeros says so when a user runs it on them, and only then', async () => {
  const graph = layer();
  // Reshape takes sizes that are numbers of x: zeros leave no elements for what has some.
  const session = await create({
    ...graph,
    input: [...graph.input!, value('sizes', [2])],
    output: [...graph.output!, value('reshaped', ['rows', 'columns'])],
    node: [
      ...graph.node!,
      op('Cast', ['sizes'], 'integers', [{ name: 'to', type: 2, i: 7n }]),
      op('Reshape', ['y', 'integers'], 'reshaped', [{ name: 'allowzero', type: 2, i: 1n }]),
    ],
  });
  await expect(run.mock.results[0]!.value).rejects.toThrow('Reshape');
  const x = new ort.Tensor('float32', numbers([1, C, 5, 6]), [1, C, 5, 6]);
  const sizes = (...dims: number[]) => new ort.Tensor('float32', dims, [2]);
  const { reshaped } = await session.run({ x, sizes: sizes(C, 30) });
  expect(reshaped!.dims).toEqual([C, 30]);
  await expect(session.run({ x, sizes: sizes(0, 0) })).rejects.toThrow('Reshape');
  await session.release();
});
