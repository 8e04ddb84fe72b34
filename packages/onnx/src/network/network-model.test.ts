import { expectOutputs, parse, runAll, UNOPTIMIZED } from '@involution/adapters/onnx-testing';
import { openCheckpoint } from '@involution/checkpoints';
import { isInvolutionError, sizeOf } from '@involution/core';
import {
  describeKerasExample,
  describeRedNet,
  type Network,
  type NetworkNode,
  type Parameter,
  type Parameters,
  parameterCount,
  parametersOf,
  REDNET_BLOCKS,
  type RedNetDepth,
  type RedNetOptions,
} from '@involution/core/networks';
import { type NetworkRecord, networkFile, networkRecords } from '@involution/fixtures/networks';
import { TensorProto_DataType, type TypeProto_Tensor, type ValueInfoProto } from '@involution/onnx-messages';
import { Float16Array } from '@petamoriken/float16';
import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { expandInvolution } from '../expand.ts';
import { writeModel } from '../graph/model-file.ts';
import { inspectInvolution } from '../inspect.ts';
import { networkModel } from './network-model.ts';
import type { NetworkModelOptions } from './network-options.ts';

const rednet = networkRecords.find(({ name }) => name === 'rednet')!;
const tiny = describeRedNet({ depth: [1, 1, 1, 1], width: 4, classes: 3 });

function networkOf({ name, options }: NetworkRecord): Network {
  return name === 'rednet' ? describeRedNet(options as RedNetOptions) : describeKerasExample(options);
}

async function parametersFrom(name: NetworkRecord['name']): Promise<Parameters> {
  return (await openCheckpoint(networkFile(name))).tensors;
}

/** Parameters that say when they are read. */
function filled(network: Network, onRead: (name: string) => void = () => {}): Map<string, Parameter> {
  const all = network.nodes.flatMap(parametersOf).map(({ name, shape }) => {
    const read = async () => {
      onRead(name);
      return new Float32Array(sizeOf(shape)).fill(0.5);
    };
    return [name, { shape, read }] as const;
  });
  return new Map(all);
}

/** Runs a model once for each run of a record, with the record's outputs of the model's names beside. */
async function results(model: Uint8Array, { runs }: NetworkRecord, inputName = 'input') {
  const feeds = runs.map(({ inputs }) => ({ [inputName]: inputs.x! }));
  return runAll(expandInvolution(model), feeds, UNOPTIMIZED);
}

describe.each(networkRecords.map((record) => [record.name, record] as const))('%s', (name, record) => {
  it('gives PyTorch’s logits, also at sizes that are no multiples of the strides', async () => {
    const model = await networkModel(networkOf(record), await parametersFrom(name));
    for (const [k, outputs] of (await results(model, record)).entries()) {
      const { logits } = record.runs[k]!.outputs;
      expectOutputs(outputs, { logits: logits! }, 8 * record.roundoff);
    }
  });
});

it('gives PyTorch’s features where there is no head', async () => {
  const network = networkOf({ ...rednet, options: { ...rednet.options, classes: 0 } });
  const model = await networkModel(network, await parametersFrom('rednet'), { inputName: 'pixels' });
  for (const [k, outputs] of (await results(model, rednet, 'pixels')).entries()) {
    const { logits, ...features } = rednet.runs[k]!.outputs;
    expectOutputs(outputs, features, 8 * rednet.roundoff);
  }
});

describe('the graph', () => {
  it('has an Involution node for each involution, and no batch norm but behind those', async () => {
    const network = networkOf(rednet);
    const model = await networkModel(network, await parametersFrom('rednet'));
    const involutions = network.nodes.filter(({ op }) => op === 'involution').map(({ name }) => name);
    expect(inspectInvolution(model).nodes.map(({ node }) => node)).toEqual(involutions);
    const norms = parse(model).graph!.node.filter(({ opType }) => opType === 'BatchNormalization');
    expect(norms.map(({ input }) => input[0])).toEqual(involutions);
  });

  it('has the sizes, names and labels that are asked for', async () => {
    const labels = ['cat', 'dog', '鳥'];
    const options = { imageSize: [40, 48], labels, name: 'tiny', inputName: 'pixels' } as const;
    const { graph, metadataProps, opsetImport, ...model } = parse(await networkModel(tiny, filled(tiny), options));
    expect(model).toMatchObject({ producerName: '@involution/onnx', producerVersion: version });
    expect(opsetImport.map(({ domain }) => domain)).toEqual(['', 'ai.involution']);
    expect(metadataProps.map(({ key, value }) => [key, JSON.parse(value)])).toEqual([['labels', labels]]);
    expect(graph!.name).toBe('tiny');
    expect([graph!.input, graph!.output].flat().map(describeValue)).toEqual([
      ['pixels', ['batch', 3n, 40n, 48n]],
      ['logits', ['batch', 3n]],
    ]);
  });

  it('leaves H and W open by default', async () => {
    const features = { ...tiny, nodes: tiny.nodes.slice(0, -2) };
    const { graph } = parse(await networkModel(features, filled(tiny)));
    expect(graph!.input.map(describeValue)).toEqual([['input', ['batch', 3n, 'height', 'width']]]);
    expect(graph!.output.map(describeValue)).toEqual(
      [4n, 16n, 32n, 64n, 128n].map((channels, k) => [tiny.features[k], ['batch', channels, undefined, undefined]]),
    );
  });

  it('keeps a batch norm whose convolution is read elsewhere too', async () => {
    const nodes: NetworkNode[] = [
      {
        op: 'conv',
        name: 'conv',
        inputs: ['input'],
        inChannels: 2,
        outChannels: 2,
        kernelSize: 1,
        stride: 1,
        padding: 0,
      },
      { op: 'batchNorm', name: 'norm', inputs: ['conv'], channels: 2, epsilon: 0.5 },
      { op: 'add', name: 'sum', inputs: ['conv', 'norm'] },
    ];
    const network = { nodes, features: [], inputChannels: 2 };
    const model = await networkModel(network, filled(network));
    const [outputs] = await runAll(model, [{ input: { shape: [1, 2, 1, 1], data: [3, 5] } }]);
    // conv = 4; norm = (4 − 0.5)·0.5 + 0.5
    expectOutputs(outputs!, { sum: { shape: [1, 2, 1, 1], data: [6.25, 6.25] } }, 0);
  });
});

describe('half', () => {
  it('computes with the weights rounded to half precision', async () => {
    const parameters = await parametersFrom('rednet');
    const half = await networkModel(networkOf(rednet), parameters, { half: true });
    const rounded = parse(await networkModel(networkOf(rednet), parameters));
    for (const tensor of rounded.graph!.initializer.filter(({ dims }) => dims.length > 1)) {
      const values = new Float32Array(tensor.rawData.slice().buffer);
      tensor.rawData = new Uint8Array(Float32Array.from(new Float16Array(values)).buffer);
    }
    const [actual, expected] = [await results(half, rednet), await results(writeModel(rounded), rednet)];
    for (const [k, outputs] of actual.entries()) expectOutputs(outputs, expected[k]!, 0);
  });

  it.each([true, 'throughout'] as const)('takes half the space, %s', async (half) => {
    const network = describeRedNet({ depth: 26, width: 16 });
    const whole = await networkModel(network, filled(network));
    const model = await networkModel(network, filled(network), { half });
    expect(model.length / whole.length).toBeLessThan(0.55);
    const types = (count: number) =>
      parse(model).graph!.initializer.flatMap(({ dims, dataType }) => (dims.length >= count ? [dataType] : []));
    // Biases are small; only where they are computed with in float16 are they stored so.
    expect(new Set(types(half === 'throughout' ? 0 : 2))).toEqual(new Set([TensorProto_DataType.FLOAT16]));
  });

  it.each([
    [true, 'head.fc.weight'],
    ['throughout', 'head.fc.weight'],
    ['throughout', 'head.fc.bias'],
  ] as const)('refuses a number that half precision does not have, %s', async (half, name) => {
    const parameters = filled(tiny);
    const { shape } = parameters.get(name)!;
    parameters.set(name, { shape, read: async () => new Float32Array(sizeOf(shape)).fill(-65520) });
    await expectError(tiny, parameters, { half }, 'INVALID_DATA', name);
  });

  it('throughout leaves inputs and outputs, and a batch norm, as they are', async () => {
    const features = { ...tiny, nodes: tiny.nodes.slice(0, -2) };
    for (const network of [tiny, features]) {
      const whole = parse(await networkModel(network, filled(tiny)));
      const half = parse(await networkModel(network, filled(tiny), { half: 'throughout' }));
      expect([half.graph!.input, half.graph!.output]).toEqual([whole.graph!.input, whole.graph!.output]);
      const types = (model: typeof half) => model.graph!.node.map(({ opType }) => opType);
      expect(types(half).filter((type) => type !== 'Cast')).toEqual(types(whole));
      expect(types(half).filter((type) => type === 'Cast')).toHaveLength(1 + half.graph!.output.length);
    }
  });
});

describe('parameters', () => {
  it.each(Object.keys(REDNET_BLOCKS).map(Number) as RedNetDepth[])(
    'all are in the model of RedNet-%i, and each is read once',
    async (depth) => {
      const network = describeRedNet({ depth });
      const parameters = filled(network);
      const read: string[] = [];
      const model = await networkModel(
        network,
        filled(network, (name) => void read.push(name)),
      );
      expect(read.sort()).toEqual([...parameters.keys()].sort());
      expect(parameterCountOf(model, network)).toBe(parameterCount(network));
    },
  );

  it('are not changed', async () => {
    const parameters = new Map<string, Parameter>();
    for (const [name, tensor] of await parametersFrom('rednet')) {
      const values = await tensor.read();
      parameters.set(name, { shape: tensor.shape, read: async () => values });
    }
    const first = await networkModel(networkOf(rednet), parameters);
    expect(Buffer.compare(await networkModel(networkOf(rednet), parameters), first)).toBe(0);
  });

  it('are checked before any is read', async () => {
    const read: string[] = [];
    const missing = filled(tiny, (name) => void read.push(name));
    missing.delete('head.fc.bias');
    await expectError(tiny, missing, {}, 'MISSING_OPERAND', 'head.fc.bias');
    const wrong = filled(tiny, (name) => void read.push(name));
    wrong.set('head.fc.bias', { shape: [4], read: async () => new Float32Array(4) });
    await expectError(tiny, wrong, {}, 'INVALID_SHAPE', 'head.fc.bias');
    expect(read).toEqual([]);
  });

  it('have as many values as their shapes say', async () => {
    const short = filled(tiny);
    short.set('head.fc.bias', { shape: [3], read: async () => new Float32Array(2) });
    await expectError(tiny, short, {}, 'INVALID_DATA', 'head.fc.bias');
  });
});

it.each([
  [{ imageSize: 0 }, 'imageSize'],
  [{ imageSize: [32] as unknown as [number, number] }, 'imageSize'],
  [{ labels: ['cat'] }, 'labels'],
  [{ half: 1 as unknown as boolean }, 'half'],
  [{ inputName: '' }, 'inputName'],
])('refuses %o', async (options, argument) => {
  await expectError(tiny, filled(tiny), options, 'INVALID_OPTIONS', argument);
});

it('refuses an involution whose kernels would be generated elsewhere than they are used', async () => {
  const nodes = tiny.nodes.map((node) => (node.op === 'involution' ? { ...node, padding: 0 } : node));
  await expectError({ ...tiny, nodes }, filled(tiny), {}, 'INVALID_OPTIONS', 'stem.1');
});

/**
 * The weights of a model, counted as the network's own: without statistics, which are not learnt, and with both parameters of
 * a folded batch norm, of which one bias is left.
 */
function parameterCountOf(model: Uint8Array, { nodes }: Network): number {
  const { node, initializer } = parse(model).graph!;
  const floats = initializer.filter(({ dataType }) => dataType === TensorProto_DataType.FLOAT);
  const sizes = new Map(floats.map(({ name, dims }) => [name, sizeOf(dims.map(Number))]));
  const kept = node.filter(({ opType }) => opType === 'BatchNormalization').map(({ input }) => sizes.get(input[1]!)!);
  const means = nodes.flatMap(parametersOf).filter(({ name }) => name.endsWith('running_mean'));
  const channels = sum(means.map(({ shape }) => sizeOf(shape)));
  return sum([...sizes.values()]) - 2 * sum(kept) + (channels - sum(kept));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

async function expectError(
  network: Network,
  parameters: Parameters,
  options: NetworkModelOptions,
  code: string,
  argument: string,
) {
  const error = await networkModel(network, parameters, options).catch((reason: unknown) => reason);
  expect(isInvolutionError(error)).toBe(true);
  expect(error).toMatchObject({ code, argument });
}

function describeValue({ name, type }: ValueInfoProto) {
  const { shape } = type!.value!.value as TypeProto_Tensor;
  return [name, shape!.dim.map(({ value }) => value?.value)];
}
