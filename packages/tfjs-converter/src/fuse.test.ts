import { type ErrorCode, isInvolutionError } from '@involution/core';
import { type GraphModelJson, goldenGraphModels } from '@involution/fixtures/graph-models';
import type * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { artifactsOf } from '../test/models.ts';
import { type FusedNode, fuseInvolution } from './index.ts';

type Topology = GraphModelJson['modelTopology'];

/** A spelling's model of some mode, and what is found in it. */
async function fusionOf(name: string) {
  return fuseInvolution(await artifactsOf(goldenGraphModels.find((golden) => golden.name === name)!));
}

const nodesOf = ({ modelTopology }: tf.io.ModelArtifacts) => (modelTopology as Topology).node;

describe('involutions are what their spelling says', () => {
  const base = { kernelSize: [3, 3], strides: [1, 1], dilations: [1, 1], pad: 'same', groups: 3 } as const;
  const keras = { ...base, kernelOrder: 'tap-major', channelGrouping: 'interleaved' } as const;
  const authors = { ...base, kernelOrder: 'group-major', channelGrouping: 'blocked' } as const;
  it.each<[string, Partial<FusedNode>]>([
    ['product-example', keras],
    ['product-shape-of-image', keras],
    ['product-tap-major-blocked', { ...keras, channelGrouping: 'blocked' }],
    ['product-group-major-blocked', authors],
    ['product-group-major-interleaved', { ...authors, channelGrouping: 'interleaved' }],
    ['product-ambiguous', { ...authors, kernelSize: [2, 2], groups: 4 }],
    ['sum-two-axes', keras],
    ['sum-twice', { ...keras, channelGrouping: 'blocked' }],
    ['sum-seen-in-groups', keras],
    ['groups-one', { ...base, groups: 1 }],
    ['groups-each-channel', { ...base, groups: 5, kernelOrder: 'tap-major' }],
    ['einsum-interleaved', keras],
    ['einsum-blocked', authors],
    ['matmul-one-group', { ...base, groups: 1 }],
    ['matmul-matvec', { ...base, groups: 1 }],
    ['matmul-groups', authors],
    ['matmul-groups-tap-major', { ...keras, kernelSize: [3, 2], channelGrouping: 'blocked' }],
    ['impulses-interleaved', { ...keras, groups: 2 }],
    ['impulses-blocked-stride', { ...keras, groups: 2, strides: [2, 2], channelGrouping: 'blocked' }],
    ['weights-tiled', keras],
    ['weights-transposed-taps', keras],
    ['weights-rectified', authors],
    [
      'border-zeros',
      {
        ...authors,
        kernelSize: [3, 5],
        pad: [
          [1, 1],
          [2, 2],
        ],
      },
    ],
    [
      'border-reflected',
      {
        ...keras,
        pad: [
          [0, 0],
          [0, 0],
        ],
      },
    ],
    ['geometry-stride', { ...keras, strides: [2, 2] }],
    ['geometry-stride-even-kernel', { ...keras, kernelSize: [4, 4], strides: [2, 2] }],
    ['geometry-rate', { ...keras, dilations: [2, 2], channelGrouping: 'blocked' }],
    [
      'geometry-valid',
      {
        ...keras,
        kernelSize: [2, 3],
        pad: [
          [0, 0],
          [0, 0],
        ],
      },
    ],
  ])('%s', async (spelling, expected) => {
    const models = goldenGraphModels.filter(({ name }) => name.replace(/-[a-z]+$/, '') === spelling);
    expect(models.length).toBeGreaterThan(1);
    for (const golden of models) {
      const { fused, rejected } = fuseInvolution(await artifactsOf(golden));
      expect(fused, golden.name).toHaveLength(1);
      expect(fused[0], golden.name).toMatchObject(expected);
      expect(rejected, golden.name).toEqual([]);
    }
  });
});

describe('near misses are left alone with a reason', () => {
  it.each([
    ['near-mean', 'its windows are not multiplied by weights and summed'],
    ['near-max', 'its windows are not multiplied by weights and summed'],
    ['near-sum-over-groups', 'not summed over the taps of its windows, all and only'],
    ['near-einsum-over-groups', 'not summed over the taps of its windows, all and only'],
    ['near-product-wanted', 'which the involution would not make, is used elsewhere too'],
    ['near-channels-first', 'cannot be told from its shape'],
    ['near-shared-by-positions', 'the weights cannot be proven to have the size of the output'],
    ['near-shared-by-batch', 'the weights cannot be proven to have the batch of the image'],
    ['near-weights-channels-first', 'its weights would have to be transposed'],
    ['near-windows-alone', 'its windows are not multiplied by weights and summed'],
  ])('%s', async (spelling, reason) => {
    for (const mode of ['static', 'open']) {
      const { fused, rejected, removed, model } = await fusionOf(`${spelling}-${mode}`);
      expect({ fused, removed }).toEqual({ fused: [], removed: 0 });
      expect(rejected).toHaveLength(1);
      expect(rejected[0]!.reason).toContain(reason);
      expect(nodesOf(model).map(({ name }) => name)).toContain(rejected[0]!.node);
    }
  });
});

it('leaves all else as it is, and what it is given', async () => {
  const golden = goldenGraphModels.find(({ kind }) => kind === 'network')!;
  const before = await artifactsOf(golden);
  const { model, fused, removed } = fuseInvolution(before);
  expect(before).toEqual(await artifactsOf(golden));
  expect({ ...model, modelTopology: undefined }).toEqual({ ...before, modelTopology: undefined });
  const fusedNames = fused.map(({ node }) => node);
  const old = new Map(nodesOf(before).map((node) => [node.name, node]));
  for (const node of nodesOf(model)) {
    if (fusedNames.includes(node.name)) expect(node.op).toBe('Involution2D');
    else expect(node).toEqual(old.get(node.name));
  }
  // Of each: the windows, two reshapes, a product and a sum, and their four constants.
  expect(removed).toBe(9 * fused.length);
  expect(nodesOf(model)).toHaveLength(old.size - removed);
});

it('gives back the model where nothing is fused', async () => {
  const artifacts = await artifactsOf(goldenGraphModels.find(({ name }) => name === 'near-max-static')!);
  expect(fuseInvolution(artifacts).model).toBe(artifacts);
});

describe('a model that is none', () => {
  const expectRefused = (model: unknown, message: string, code: ErrorCode = 'INVALID_MODEL') => {
    let error: unknown;
    try {
      fuseInvolution(model as tf.io.ModelArtifacts);
    } catch (thrown) {
      error = thrown;
    }
    expect(isInvolutionError(error) && [error.code, error.argument, error.message]).toEqual([
      code,
      'model',
      expect.stringContaining(message),
    ]);
  };
  const graph = (...node: unknown[]) => ({ modelTopology: { node }, weightSpecs: [] });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'has no list of nodes'],
    ['a text', 'model.json', 'has no list of nodes'],
    ['no topology', {}, 'has no list of nodes'],
    ['a layers model', { modelTopology: { model_config: {} } }, 'is a layers model'],
    ['a node that is none', graph(null), 'node[0] has no name'],
    ['a node without an operator', graph({ name: 'a' }), 'node[0] has no name or no op'],
    ['inputs that are no names', graph({ name: 'a', op: 'Relu', input: [1] }), 'The input of the node "a"'],
    ['inputs that are no list', graph({ name: 'a', op: 'Relu', input: 'a' }), 'The input of the node "a"'],
    [
      'two nodes of one name',
      graph({ name: 'a', op: 'Const' }, { name: 'a', op: 'Const' }),
      'Two nodes have the name "a"',
    ],
    ['an input that no node makes', graph({ name: 'a', op: 'Relu', input: ['b'] }), 'reads "b", which no node makes'],
    ['a node that waits for none', graph({ name: 'a', op: 'Relu', input: ['^b'] }), 'reads "b", which no node makes'],
    ['a node that reads itself', graph({ name: 'a', op: 'Relu', input: ['a:0'] }), 'The node "a" depends on itself'],
    [
      'a circle',
      graph({ name: 'a', op: 'Relu', input: ['b'] }, { name: 'b', op: 'Relu', input: ['a'] }),
      'The node "a" depends on itself',
    ],
    [
      'weights that end early',
      {
        ...graph({ name: 'c', op: 'Const' }),
        weightSpecs: [{ name: 'c', shape: [4], dtype: 'int32' }],
        weightData: new ArrayBuffer(12),
      },
      'The weights end before "c", or it has no shape and type: they are 12 bytes.',
    ],
    [
      'weights of no type',
      {
        ...graph({ name: 'c', op: 'Const' }),
        weightSpecs: [{ name: 'c', shape: [1], dtype: 'int4' }],
        weightData: new ArrayBuffer(12),
      },
      'The weights end before "c"',
    ],
    ['a stream', { ...graph(), getWeightStream: () => new ReadableStream() }, 'without streamWeights'],
  ])('%s', (_, model, message) => {
    expectRefused(model, message);
  });

  it('is not one with a loop', () => {
    const loop = graph(
      { name: 'start', op: 'Placeholder' },
      { name: 'merge', op: 'Merge', input: ['start', 'next'] },
      { name: 'next', op: 'NextIteration', input: ['merge:1'] },
    );
    expect(fuseInvolution(loop as tf.io.ModelArtifacts)).toMatchObject({ fused: [], rejected: [], removed: 0 });
  });

  it('is not one whose attributes are of other types, which prove nothing', async () => {
    const { modelTopology, ...artifacts } = await artifactsOf(goldenGraphModels[0]!);
    for (const value of [
      null,
      1,
      'a',
      [],
      {},
      { list: 1 },
      { list: { i: 1 } },
      { list: { i: ['a'] } },
      { s: 1 },
      { type: {} },
    ]) {
      const node = (modelTopology as Topology).node.map(({ attr, ...others }) => ({
        ...others,
        attr: Object.fromEntries(Object.keys(attr ?? {}).map((name) => [name, value])),
      }));
      expect(fuseInvolution({ ...artifacts, modelTopology: { node } })).toMatchObject({ fused: [] });
    }
  });
});
