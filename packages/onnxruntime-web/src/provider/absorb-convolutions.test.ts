import {
  conv,
  floats,
  type GraphInit,
  int,
  ints,
  involution,
  longs,
  modelOf,
  type NodeInit,
  numbers,
  op,
  type TensorInit,
  value,
  weights,
} from '@involution/adapters/onnx-graphs';
import { expandInvolution } from '@involution/onnx';
import { AttributeProto_AttributeType as Type } from '@involution/onnx/proto';
import fc from 'fast-check';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type InvolutionReport, registerInvolution } from '../index.ts';

ort.env.wasm.numThreads = 1;

let report: InvolutionReport;
beforeAll(() => {
  registerInvolution(ort, {
    name: 'absorbing',
    executionProviders: ['wasm'],
    onSession: (each) => {
      report = each;
    },
  });
});

type Feeds = Record<string, ort.Tensor>;

async function run(model: Uint8Array, provider: string, feeds: Feeds, runs = 1) {
  const session = await ort.InferenceSession.create(model, { executionProviders: [provider] });
  try {
    let results: Record<string, ort.Tensor> = {};
    for (let k = 0; k < runs; k++) results = await session.run(feeds);
    return results;
  } finally {
    await session.release();
  }
}

/** Runs a model twice with our provider, and expects what onnxruntime alone gives of it. */
async function expectAsUnmodified(graph: GraphInit, feeds: Feeds): Promise<InvolutionReport> {
  const model = modelOf(graph);
  const ours = await run(model, 'absorbing', feeds, 2);
  const expected = await run(expandInvolution(model), 'wasm', feeds);
  expect(Object.keys(ours)).toEqual(Object.keys(expected));
  for (const [name, { dims, data }] of Object.entries(expected)) {
    const [actual, wanted] = [ours[name]!.data as Float32Array, data as Float32Array];
    expect(ours[name]!.dims).toEqual(dims);
    const size = Math.max(...wanted.map(Math.abs), 1e-6);
    const error = Math.max(0, ...wanted.map((each, k) => Math.abs(each - actual[k]!)));
    // Of sums of some dozens of products, one after another.
    expect(error / size).toBeLessThan(1e-5);
  }
  return report;
}

const C = 32;
const tensor = (dims: number[], seed = 1) => new ort.Tensor('float32', numbers(dims, seed), dims);

/** A bottleneck: x → first → ReLU → involution → norm → ReLU → last + x → ReLU. */
function bottleneck({ node = [], output = [] }: { node?: NodeInit[]; output?: GraphInit['output'] } = {}): GraphInit {
  return {
    input: [value('x', ['n', C, 'h', 'w'])],
    output: [value('y', ['n', C, 'h', 'w']), ...(output as [])],
    initializer: [
      weights('w.first', C, C, 1),
      floats('b.first', [C], 2),
      weights('w.reduce', C, C, 3),
      weights('w.span', 18, C, 4),
      ...normOf('norm', C),
      weights('w.last', C, C, 5),
    ],
    node: [
      op('Conv', ['x', 'w.first', 'b.first'], 'first'),
      op('Relu', ['first'], 'a'),
      conv(['a', 'w.reduce'], 'features'),
      conv(['features', 'w.span'], 'kernel'),
      involution(['a', 'kernel'], 'involved'),
      op('BatchNormalization', ['involved', ...NORM.map((part) => `norm.${part}`)], 'normed'),
      op('Relu', ['normed'], 'b'),
      conv(['b', 'w.last'], 'last'),
      op('Add', ['last', 'x'], 'sum'),
      op('Relu', ['sum'], 'y'),
      ...node,
    ],
  };
}

const NORM = ['scale', 'bias', 'mean', 'variance'];

function normOf(name: string, channels: number): TensorInit[] {
  return NORM.map((part, k) => {
    const values = numbers([channels], 7 + k).map((each) => (part === 'variance' ? Math.abs(each) + 0.5 : each));
    return { ...floats(`${name}.${part}`, [channels]), rawData: new Uint8Array(values.buffer) };
  });
}

describe('a bottleneck', () => {
  it.each([
    [2, C, 9, 7],
    [1, C, 1, 1],
    [3, C, 16, 16],
  ])('is all ours: %i×%i×%i×%i', async (...dims) => {
    const { convolutions, involutions, subgraphs } = await expectAsUnmodified(bottleneck(), { x: tensor(dims) });
    expect(convolutions).toEqual(['first', 'features', 'last']);
    expect(involutions).toEqual([{ node: 'involved', runsAs: 'kernel', span: 'kernel' }]);
    expect(subgraphs).toBe(0);
  });
});

/** A convolution that comes before or after an involution of its result, and others of what they make. */
function graphOf(node: NodeInit[], { initializer = [], output = [], input = [] }: Partial<GraphInit> = {}): GraphInit {
  return {
    input: [value('x', ['n', C, 'h', 'w']), ...(input as [])],
    output: [value('y'), ...(output as [])],
    initializer: [weights('w.kernel', 9, C, 1), weights('w', C, C, 2), weights('v', C, C, 3), ...(initializer as [])],
    node: [conv(['x', 'w.kernel'], 'kernel'), involution(['x', 'kernel'], 'i'), ...node],
  };
}

const X = { x: tensor([2, C, 7, 5]) };

const text = (name: string, word: string) => ({ name, type: Type.STRING, s: new TextEncoder().encode(word) });
const SAME = text('auto_pad', 'SAME_UPPER');
const AS_STATED = text('auto_pad', 'NOTSET');

describe('a convolution', () => {
  it('has what follows it: a batch normalization', async () => {
    const norm = op('BatchNormalization', ['c', ...NORM.map((part) => `norm.${part}`)], 'y', [
      { name: 'epsilon', type: 1, f: 0.25 },
    ]);
    const graph = graphOf([conv(['i', 'w'], 'c'), norm], { initializer: normOf('norm', C) });
    expect(await expectAsUnmodified(graph, X)).toMatchObject({ convolutions: ['c'], subgraphs: 0 });
  });

  it('takes every so manieth position', async () => {
    const strided = op('Conv', ['i', 'w'], 'y', [ints('strides', 2n, 3n)]);
    expect(await expectAsUnmodified(graphOf([strided]), X)).toMatchObject({ convolutions: ['y'] });
  });

  it.each([
    ['a number for each channel', [1, C, 1, 1]],
    ['one image for all', [1, C, 7, 5]],
    ['more images than there are', [4, C, 7, 5]],
    ['another rank', [7, 1]],
  ])('is added to %s', async (_, dims) => {
    const images = { x: tensor([dims[0] === 4 ? 1 : 2, C, 7, 5]) };
    const nodes = [op('Neg', ['z'], 'n'), conv(['i', 'w'], 'c'), op('Add', ['n', 'c'], 's'), op('Relu', ['s'], 'y')];
    const graph = graphOf(nodes, { input: [value('z')] });
    const { convolutions } = await expectAsUnmodified(graph, { ...images, z: tensor(dims, 3) });
    expect(convolutions).toEqual(['c']);
  });

  it('is added to another, which is ours too', async () => {
    const graph = graphOf([conv(['i', 'w'], 'c'), conv(['x', 'v'], 'd'), op('Add', ['c', 'd'], 'y')]);
    expect((await expectAsUnmodified(graph, X)).convolutions).toEqual(['d', 'c']);
  });

  it('is added to itself', async () => {
    const graph = graphOf([conv(['i', 'w'], 'c'), op('Add', ['c', 'c'], 'y')]);
    expect((await expectAsUnmodified(graph, X)).convolutions).toEqual(['c']);
  });

  it('is an output of the model', async () => {
    const graph = graphOf([conv(['i', 'w'], 'c'), op('Relu', ['c'], 'y')], { output: [value('c')] });
    expect((await expectAsUnmodified(graph, X)).convolutions).toEqual(['c']);
  });

  it.each<[string, NodeInit[], Partial<GraphInit>?]>([
    [
      'of groups',
      [op('Conv', ['i', 'w3'], 'y', [int('group', 2n)])],
      { initializer: [floats('w3', [C, C / 2, 3, 3])] },
    ],
    ['whose pads depend on sizes', [op('Conv', ['i', 'w'], 'y', [SAME])]],
    ['of few channels', [conv(['i', 'few'], 'y')], { initializer: [weights('few', 4, C)] }],
    ['whose weights are computed', [op('Neg', ['w'], 'n'), conv(['i', 'n'], 'y')]],
    ['that is far from an involution', [op('Sigmoid', ['i'], 's'), conv(['s', 'w'], 't'), op('Neg', ['t'], 'y')]],
  ])('is onnxruntime’s %s', async (_, node, more) => {
    expect((await expectAsUnmodified(graphOf(node, more), X)).convolutions).toEqual([]);
  });
});

describe('a convolution of a window', () => {
  const initializer = [floats('w3', [C, C, 3, 2], 4), floats('w5', [C, C, 5, 5], 5)];
  const x = { x: tensor([2, C, 9, 11]) };

  it.each<[string, string, NodeInit['attribute'] & {}]>([
    ['without attributes', 'w3', []],
    ['whose shape is stated', 'w3', [ints('kernel_shape', 3n, 2n), AS_STATED]],
    ['with pads', 'w3', [ints('pads', 1n, 0n, 2n, 1n)]],
    ['with strides', 'w5', [ints('pads', 2n, 2n, 2n, 2n), ints('strides', 2n, 3n)]],
    ['with dilations', 'w3', [ints('dilations', 2n, 3n), ints('pads', 0n, 4n, 1n, 0n)]],
    ['of one tap with pads', 'w', [ints('pads', 1n, 1n, 1n, 1n)]],
  ])('is ours: %s', async (_, w, attribute) => {
    const nodes = [op('Conv', ['i', w], 'c', attribute), op('Relu', ['c'], 'y')];
    const report = await expectAsUnmodified(graphOf(nodes, { initializer }), x);
    expect(report).toMatchObject({ convolutions: ['c'], subgraphs: 0 });
  });

  it('is ours along three axes', async () => {
    const graph: GraphInit = {
      input: [value('x', ['n', C, 'd', 'h', 'w']), value('z', ['n', 1, 'd', 'h', 'w'])],
      output: [value('y')],
      initializer: [floats('w', [C, C, 2, 3, 1], 4)],
      node: [
        involution(['x', 'z'], 'i', 1, 3),
        op('Conv', ['i', 'w'], 'c', [ints('pads', 0n, 1n, 0n, 1n, 1n, 0n), ints('strides', 1n, 2n, 1n)]),
        op('MaxPool', ['c'], 'y', [ints('kernel_shape', 1n, 2n, 2n), ints('strides', 2n, 1n, 1n)]),
      ],
    };
    const feeds = { x: tensor([2, C, 3, 5, 4]), z: tensor([2, 1, 3, 5, 4], 2) };
    expect(await expectAsUnmodified(graph, feeds)).toMatchObject({ convolutions: ['c'], subgraphs: 0 });
  });

  it.each<[string, NodeInit]>([
    ['its shape', op('Conv', ['i', 'w3'], 'y', [ints('kernel_shape', 2n, 2n)])],
    ['its bias', op('Conv', ['i', 'w3', 'b'], 'y')],
  ])('is onnxruntime’s to refuse where %s does not fit', async (_, node) => {
    const graph = graphOf([node], { initializer: [...initializer, floats('b', [C + 1], 6)] });
    await expect(run(modelOf(graph), 'absorbing', x)).rejects.toThrow(/Conv/);
  });

  it('refuses an x that it does not fit', async () => {
    const graph = graphOf([op('Conv', ['i', 'w5'], 'y')], { initializer });
    const session = await ort.InferenceSession.create(modelOf(graph), { executionProviders: ['absorbing'] });
    await expect(session.run({ x: tensor([1, C, 8, 4]) })).rejects.toThrow(
      "node 'y', spatial axis 1 of X is 4, but must be a size at which the window of 5×5 fits.",
    );
    await expect(session.run({ x: tensor([1, C, 0, 8]) })).rejects.toThrow(
      "node 'y', spatial axis 0 of X is 0, but must be a size at which the window of 5×5 fits.",
    );
    await session.release();
  });
});

describe('a pool behind a convolution', () => {
  const pool = (attribute: NodeInit['attribute'] & {} = [], outputs = ['y']): NodeInit => ({
    ...op('MaxPool', ['r'], 'y', [ints('kernel_shape', 3n, 2n), ints('strides', 2n, 2n), ...attribute]),
    output: outputs,
  });
  const nodes = (pooled: NodeInit) => [conv(['i', 'w'], 'c'), op('Relu', ['c'], 'r'), pooled];

  it.each<[string, NodeInit['attribute'] & {}]>([
    ['', []],
    ['with pads', [ints('pads', 1n, 1n, 1n, 0n)]],
    ['with dilations', [ints('dilations', 2n, 1n), int('ceil_mode', 0n)]],
  ])('is ours %s', async (_, attribute) => {
    const report = await expectAsUnmodified(graphOf(nodes(pool(attribute))), { x: tensor([2, C, 9, 11]) });
    expect(report).toMatchObject({ convolutions: ['c'], subgraphs: 0 });
  });

  it.each<[string, NodeInit[], Partial<GraphInit>?]>([
    ['of windows that are cut', nodes(pool([int('ceil_mode', 1n)]))],
    ['whose pads depend on sizes', nodes(pool([SAME]))],
    [
      'that tells where they were',
      [...nodes(pool([], ['y', 'places'])), op('Cast', ['places'], 'p', [int('to', 1n)])],
      { output: [value('p')] },
    ],
    ['of what others read too', nodes(pool()), { output: [value('r')] }],
  ])('is onnxruntime’s %s', async (_, node, more) => {
    const report = await expectAsUnmodified(graphOf(node, more), { x: tensor([2, C, 9, 8]) });
    expect(report).toMatchObject({ convolutions: ['c'], subgraphs: 1 });
  });

  it('is of the sum with what is repeated', async () => {
    const sum = [conv(['i', 'w'], 'c'), op('Add', ['c', 'z'], 's'), op('Relu', ['s'], 'r'), pool()];
    const feeds = { ...X, z: tensor([1, C, 1, 5], 3) };
    const report = await expectAsUnmodified(graphOf(sum, { input: [value('z')] }), feeds);
    expect(report).toMatchObject({ convolutions: ['c'], subgraphs: 0 });
  });
});

it('a stem is ours: of few channels, with a window, a norm and a pool', async () => {
  const graph: GraphInit = {
    input: [value('x', ['n', 3, 'h', 'w'])],
    output: [value('y')],
    initializer: [
      floats('w.in', [C, 3, 3, 3], 2),
      ...normOf('norm', C),
      weights('w.kernel', 9, C, 1),
      weights('w', C, C),
    ],
    node: [
      op('Conv', ['x', 'w.in'], 'in', [ints('strides', 2n, 2n), ints('pads', 1n, 1n, 1n, 1n)]),
      op('BatchNormalization', ['in', ...NORM.map((part) => `norm.${part}`)], 'normed'),
      op('Relu', ['normed'], 'a'),
      conv(['a', 'w.kernel'], 'kernel'),
      involution(['a', 'kernel'], 'i'),
      conv(['i', 'w'], 'c'),
      op('MaxPool', ['c'], 'y', [ints('kernel_shape', 3n, 3n), ints('strides', 2n, 2n), ints('pads', 1n, 1n, 1n, 1n)]),
    ],
  };
  const report = await expectAsUnmodified(graph, { x: tensor([2, 3, 17, 20]) });
  expect(report).toMatchObject({ convolutions: ['in', 'c'], subgraphs: 0 });
});

describe('a convolution of means', () => {
  const pool = (attribute: NodeInit['attribute'] & {} = [], opType = 'AveragePool') =>
    op(opType, ['i'], 'p', [ints('kernel_shape', 2n, 3n), ints('strides', 2n, 3n), ...attribute]);
  const nodes = (pooled: NodeInit) => [pooled, conv(['p', 'w'], 'c'), op('Relu', ['c'], 'y')];

  it.each([
    [2, C, 7, 5],
    [1, C, 6, 9],
    [1, C, 2, 3],
  ])('of whole windows side by side is ours: %i×%i×%i×%i', async (...dims) => {
    const plain = pool([ints('pads', 0n, 0n, 0n, 0n)]);
    const report = await expectAsUnmodified(graphOf(nodes(plain)), { x: tensor(dims) });
    expect(report).toMatchObject({ convolutions: ['c'], subgraphs: 0 });
  });

  it.each([
    [2, C, 7, 5],
    [1, C, 8, 6],
  ])('of those of its positions that exist is ours: %i×%i×%i×%i', async (...dims) => {
    const padded = pool([ints('pads', 1n, 0n, 1n, 2n)]);
    const report = await expectAsUnmodified(graphOf(nodes(padded)), { x: tensor(dims) });
    expect(report).toMatchObject({ convolutions: ['c'], subgraphs: 0 });
  });

  it.each<[string, NodeInit[], Partial<GraphInit>?]>([
    ['with pads that count', nodes(pool([ints('pads', 1n, 1n, 1n, 1n), int('count_include_pad', 1n)]))],
    ['of windows that are cut', nodes(pool([int('ceil_mode', 1n)]))],
    ['that is a maximum', nodes(pool([], 'MaxPool'))],
    [
      'of windows that overlap',
      nodes(op('AveragePool', ['i'], 'p', [ints('kernel_shape', 2n, 2n), ints('strides', 1n, 1n)])),
    ],
    ['that others read too', nodes(pool()), { output: [value('p')] }],
  ])('is onnxruntime’s %s', async (_, node, more) => {
    const report = await expectAsUnmodified(graphOf(node, more), { x: tensor([2, C, 7, 7]) });
    expect(report).toMatchObject({ convolutions: [], subgraphs: 1 });
  });

  it('is onnxruntime’s of every so manieth position', async () => {
    const strided = op('Conv', ['p', 'w'], 'y', [ints('strides', 2n, 2n)]);
    const report = await expectAsUnmodified(graphOf([pool(), strided]), { x: tensor([2, C, 8, 9]) });
    expect(report).toMatchObject({ convolutions: [], subgraphs: 1 });
  });
});

describe('a linear layer of the means of all positions', () => {
  const K = 35;
  const gemm = (inputs: string[], more: NodeInit['attribute'] & {} = []) =>
    op('Gemm', inputs, 'y', [int('transB', 1n), ...more]);
  const initializer = [
    weights('head', K, C, 5),
    floats('b', [K], 6),
    longs('spatial', [2], [2, 3]),
    longs('last', [2], [-1, -2]),
    longs('rows', [2], [0, -1]),
    longs('one', [1], [2]),
  ].map((each) => (each.name === 'head' ? { ...each, dims: [BigInt(K), BigInt(C)] } : each));
  const mean = (axes: string, keepdims: bigint) => op('ReduceMean', ['i', axes], 'm', [int('keepdims', keepdims)]);

  it.each<[string, NodeInit[]]>([
    ['ReduceMean', [mean('spatial', 0n), gemm(['m', 'head', 'b'])]],
    ['ReduceMean from behind, without bias', [mean('last', 0n), gemm(['m', 'head'])]],
    ['ReduceMean, Flatten', [mean('spatial', 1n), op('Flatten', ['m'], 'f'), gemm(['f', 'head', 'b'])]],
    [
      'GlobalAveragePool, Flatten',
      [op('GlobalAveragePool', ['i'], 'm'), op('Flatten', ['m'], 'f'), gemm(['f', 'head'])],
    ],
    [
      'GlobalAveragePool, Reshape',
      [op('GlobalAveragePool', ['i'], 'm'), op('Reshape', ['m', 'rows'], 'f'), gemm(['f', 'head', 'b'])],
    ],
  ])('is ours: %s', async (_, nodes) => {
    for (const dims of [
      [2, C, 7, 5],
      [1, C, 1, 1],
    ]) {
      const report = await expectAsUnmodified(graphOf(nodes, { initializer }), { x: tensor(dims) });
      expect(report).toMatchObject({ convolutions: ['y'], subgraphs: 0 });
    }
  });

  it.each<[string, NodeInit[], Partial<GraphInit>?]>([
    ['of means along an axis', [op('ReduceMean', ['i', 'one'], 'm'), op('Flatten', ['m'], 'y')]],
    ['that is scaled', [mean('spatial', 0n), gemm(['m', 'head'], [{ name: 'alpha', type: Type.FLOAT, f: 2 }])]],
    ['whose means others read', [mean('spatial', 0n), gemm(['m', 'head'])], { output: [value('m')] }],
    ['of sums', [op('ReduceSum', ['i', 'spatial'], 'm', [int('keepdims', 0n)]), gemm(['m', 'head', 'b'])]],
  ])('is onnxruntime’s %s', async (_, node, more) => {
    const report = await expectAsUnmodified(graphOf(node, { ...more, initializer }), X);
    expect(report).toMatchObject({ convolutions: [], subgraphs: 1 });
  });
});

describe('a linear layer of what looks like means of all positions', () => {
  const K = 35;
  const head = floats('head', [K, C], 5);
  const gemm = (inputs: string[]) => op('Gemm', inputs, 'y', [int('transB', 1n)]);

  it.each([
    ['a number for each row', [K, 1]],
    ['a number for each row and column', [K, K]],
  ])('is onnxruntime’s with a bias that has %s', async (_, dims) => {
    const nodes = [op('GlobalAveragePool', ['i'], 'm'), op('Flatten', ['m'], 'f'), gemm(['f', 'head', 'b'])];
    const graph = graphOf(nodes, { initializer: [head, floats('b', dims, 6)] });
    const report = await expectAsUnmodified(graph, { x: tensor([K, C, 2, 3]) });
    expect(report).toMatchObject({ convolutions: [], subgraphs: 1 });
  });

  const volume = (axes: number[], pool: NodeInit): GraphInit => ({
    input: [value('x', ['n', 'c', 'd', 'h', 'w']), value('z', ['n', 1, 'd', 'h', 'w'])],
    output: [value('y')],
    initializer: [head, longs('axes', [2], axes)],
    node: [involution(['x', 'z'], 'i', 1, 3), pool, op('Flatten', ['m'], 'f'), gemm(['f', 'head'])],
  });
  const mean = op('ReduceMean', ['i', 'axes'], 'm');
  const volumes = (channels: number, ...spatial: number[]) => ({
    x: tensor([2, channels, ...spatial]),
    z: tensor([2, 1, ...spatial], 2),
  });

  it.each([
    [[2, 3], volumes(8, 3, 2, 4)],
    [[-1, -2], volumes(8, 4, 2, 3)],
  ])('is onnxruntime’s of means along two axes of a volume: %j', async (axes, feeds) => {
    expect((await expectAsUnmodified(volume(axes, mean), feeds)).convolutions).toEqual([]);
  });

  it('is ours of means along all axes of a volume, which are of all positions', async () => {
    const graph = volume([2, 3], op('GlobalAveragePool', ['i'], 'm'));
    expect((await expectAsUnmodified(graph, volumes(C, 3, 2, 4))).convolutions).toEqual(['y']);
    const session = await ort.InferenceSession.create(modelOf(graph), { executionProviders: ['absorbing'] });
    await expect(session.run(volumes(8, 3, 2, 4))).rejects.toThrow(
      "node 'y', input X is [2, 8, 3, 2, 4], but must be a shape with 32 channels.",
    );
    await session.release();
  });
});

it('an involution whose W is an input has nothing absorbed, for its type is open', async () => {
  const graph = {
    input: [value('x', [1, C, 4, 4]), value('w', [1, 9, 4, 4])],
    output: [value('y')],
    node: [involution(['x', 'w'], 'i'), op('Relu', ['i'], 'y')],
  };
  const feeds = { x: tensor([1, C, 4, 4]), w: tensor([1, 9, 4, 4], 2) };
  expect((await expectAsUnmodified(graph, feeds)).subgraphs).toBe(1);
});

it('refuses an x of other channels', async () => {
  const graph = {
    ...graphOf([conv(['z', 'w'], 'c'), op('Add', ['i', 'c'], 'y')]),
    input: [value('x', ['n', C, 'h', 'w']), value('z')],
  };
  const added = {
    ...graph,
    node: [...graph.node!.slice(0, 2), conv(['z', 'w'], 'c'), conv(['i', 'v'], 'd'), op('Add', ['d', 'c'], 'y')],
  };
  const session = await ort.InferenceSession.create(modelOf(added), { executionProviders: ['absorbing'] });
  expect(report.convolutions).toEqual(['d', 'c']);
  await expect(session.run({ ...X, z: tensor([2, 8, 7, 5]) })).rejects.toThrow(
    "node 'c', input X is [2, 8, 7, 5], but must be a shape of rank 4 with 32 channels.",
  );
  await session.release();
});

describe('random networks', () => {
  /** What makes a value of others, by their places in the list of those before. */
  const step = fc.record({
    kind: fc.constantFrom(
      ...['conv', 'conv', 'window', 'strided', 'pooled', 'max', 'involution', 'norm', 'relu', 'add', 'sigmoid'],
    ),
    from: fc.nat({ max: 3 }),
    other: fc.nat({ max: 5 }),
    isOutput: fc.boolean(),
  });

  it('give what onnxruntime gives', { timeout: 120_000 }, async () => {
    const check = async (steps: (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) => {
      const values = [{ name: 'x', half: false }];
      const node: NodeInit[] = [];
      const initializer: TensorInit[] = normOf('norm', C).map((each) => each);
      const outputs: string[] = [];
      for (const [k, { kind, from, other, isOutput }] of steps.entries()) {
        const name = `v${k}`;
        const source = values[Math.max(0, values.length - 1 - from)]!;
        const same = values.filter(({ half }) => half === source.half);
        const [own] = [source.name];
        const half = source.half || kind === 'strided' || kind === 'pooled';
        if (kind === 'conv' || kind === 'strided') {
          initializer.push(small(weights(`w${k}`, C, C, k)));
          const strides = kind === 'strided' && !source.half ? [ints('strides', 2n, 2n)] : [];
          node.push(op('Conv', [own, `w${k}`], name, strides));
        } else if (kind === 'window') {
          initializer.push(small(floats(`w${k}`, [C, C, 3, 3], k)));
          node.push(op('Conv', [own, `w${k}`], name, [ints('pads', 1n, 1n, 1n, 1n)]));
        } else if (kind === 'max') {
          node.push(op('MaxPool', [own], name, [ints('kernel_shape', 3n, 3n), ints('pads', 1n, 1n, 1n, 1n)]));
        } else if (kind === 'pooled') {
          const window = source.half ? [1n, 1n] : [2n, 2n];
          node.push(op('AveragePool', [own], name, [ints('kernel_shape', ...window), ints('strides', ...window)]));
        } else if (kind === 'involution') {
          initializer.push(small(weights(`w${k}`, 9, C, k)));
          node.push(conv([own, `w${k}`], `${name}.kernel`), involution([own, `${name}.kernel`], name));
        } else if (kind === 'norm') {
          node.push(op('BatchNormalization', [own, ...NORM.map((part) => `norm.${part}`)], name));
        } else if (kind === 'add') {
          node.push(op('Add', [own, same[other % same.length]!.name], name));
        } else {
          node.push(op(kind === 'relu' ? 'Relu' : 'Sigmoid', [own], name));
        }
        values.push({ name, half });
        if (isOutput || k === steps.length - 1) outputs.push(name);
      }
      // One that is sure to be ours.
      initializer.push(small(weights('last', 9, C)));
      const { name } = values.at(-1)!;
      node.push(conv([name, 'last'], 'kernel'), involution([name, 'kernel'], 'y'));
      await expectAsUnmodified(
        {
          input: [value('x', ['n', C, 'h', 'w'])],
          output: [...new Set([...outputs, 'y'])].map((each) => value(each)),
          initializer,
          node,
        },
        { x: tensor([2, C, 6, 4]) },
      );
      seen += report.convolutions.length;
    };
    let seen = 0;
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), check), {
      numRuns: Number(process.env.INVOLUTION_FUZZ ?? 100),
    });
    // About 80 of 100 networks, give or take 10.
    expect(seen).toBeGreaterThan(20);
  });

  /** So that numbers neither vanish nor explode. */
  function small(tensorInit: TensorInit): TensorInit {
    const values = numbers((tensorInit.dims as bigint[]).map(Number), 1).map((each, k) => (each + (k % 3) / 7) / 32);
    return { ...tensorInit, rawData: new Uint8Array(values.buffer) };
  }
});

it('constants may have other names by nodes', async () => {
  const graph = graphOf([op('Identity', ['w'], 'same'), op('Identity', ['same'], 'again'), conv(['i', 'again'], 'y')]);
  expect((await expectAsUnmodified(graph, X)).convolutions).toEqual(['y']);
});

it('a constant by another name stays a bias, of which onnxruntime knows the shape', async () => {
  const graph = graphOf([op('Identity', ['b'], 'same'), conv(['i', 'w'], 'c'), op('Add', ['c', 'same'], 'y')], {
    initializer: [floats('b', [1, C, 1, 1], 6)],
  });
  expect((await expectAsUnmodified(graph, X)).convolutions).toEqual(['c']);
  const session = await ort.InferenceSession.create(modelOf(graph), { executionProviders: ['absorbing'] });
  // What has to be repeated along axes is added by a session of its own.
  const create = vi.spyOn(ort.InferenceSession, 'create');
  await session.run(X);
  expect(create).not.toHaveBeenCalled();
  create.mockRestore();
  await session.release();
});
