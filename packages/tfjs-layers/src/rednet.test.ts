import '@involution/tfjs-cpu/register';
import '@tensorflow/tfjs-backend-cpu';
import { isInvolutionError, sizeOf } from '@involution/core';
import {
  describeKerasExample,
  describeRedNet,
  type Network,
  type Parameter,
  parametersOf,
} from '@involution/core/networks';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { numbers, savedArtifacts } from '../test/layers.ts';
import { loadParameters, modelOf, rednet, registerLayers } from './index.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerLayers();
});

const tiny = { depth: [1, 1, 1, 1], width: 8, classes: 10, channelsPerGroup: 4 } as const;

function trainedNumbers(model: tf.LayersModel): number {
  return model.trainableWeights.reduce((sum, { shape }) => sum + sizeOf(shape as number[]), 0);
}

/** The matrices that are random at first. */
function matricesOf(node: Network['nodes'][number]): string[] {
  return parametersOf(node)
    .filter(({ shape }) => shape.length > 1)
    .map(({ name }) => name);
}

/** Random parameters of a network. */
function parametersFor(network: Network): Map<string, Parameter> {
  return new Map(
    network.nodes.flatMap(parametersOf).map(({ name, shape }, k) => {
      const { data } = numbers(shape, k);
      const values = Float32Array.from(data, (v) => (name.endsWith('var') ? 1.5 + v : v / 4));
      return [name, { shape, read: async () => values }];
    }),
  );
}

describe('rednet', () => {
  it.each([
    [26, 9_233_166],
    [38, 12_386_986],
    [50, 15_540_806],
    [101, 25_652_950],
    [152, 33_984_582],
  ] as const)('has the published number of parameters: RedNet-%i', (depth, count) => {
    const model = rednet({ depth });
    const untrained = model.nonTrainableWeights.reduce((sum, { shape }) => sum + sizeOf(shape as number[]), 0);
    expect(model.countParams() - untrained).toBe(count);
    expect(trainedNumbers(model)).toBe(count);
    model.dispose();
  });

  it('has the initial weights of its seed, and others without one', () => {
    const weightsOf = (seed?: number) =>
      rednet({ ...tiny, inputShape: [32, 32, 3], ...(seed === undefined ? {} : { seed }) })
        .getWeights()
        .map((weight) => Array.from(weight.dataSync()));
    const weights = weightsOf(3);
    expect(weightsOf(3)).toEqual(weights);
    // Biases, and what batch norms begin with, are the same in all models.
    const isMatrix = weights.map((values) => new Set(values).size > 1);
    expect(isMatrix.filter(Boolean)).toHaveLength(describeRedNet(tiny).nodes.flatMap(matricesOf).length);
    for (const others of [weightsOf(4), weightsOf(), weightsOf()]) {
      expect(others.map((values, k) => values.every((value, i) => value !== weights[k]![i]))).toEqual(isMatrix);
    }
    // No two matrices begin alike.
    const first = weights.filter((_, k) => isMatrix[k]).map((values) => values[0]! / Math.max(...values.map(Math.abs)));
    expect(new Set(first).size).toBe(first.length);
  });

  it('gives logits, or features of falling resolution without its top', () => {
    const image = tf.ones([2, 64, 64, 3]);
    const logits = rednet({ ...tiny, inputShape: [64, 64, 3] }).predict(image) as tf.Tensor;
    expect(logits.shape).toEqual([2, 10]);
    const features = rednet({ ...tiny, inputShape: [null, null, 3], includeTop: false }).predict(image) as tf.Tensor[];
    expect(features.map(({ shape }) => shape)).toEqual([
      [2, 16, 16, 8],
      [2, 16, 16, 32],
      [2, 8, 8, 64],
      [2, 4, 4, 128],
      [2, 2, 2, 256],
    ]);
  });

  it('takes images of odd sizes', () => {
    const model = rednet({ ...tiny, inputShape: [null, null, 3] });
    expect((model.predict(tf.ones([1, 47, 33, 3])) as tf.Tensor).shape).toEqual([1, 10]);
  });

  it('saves and loads to the same bits', async () => {
    const model = rednet({ ...tiny, inputShape: [32, 32, 3] });
    await loadParameters(model, { network: describeRedNet(tiny), parameters: parametersFor(describeRedNet(tiny)) });
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(await savedArtifacts(model)));
    const x = tf.randomUniform([1, 32, 32, 3], -1, 1, 'float32', 1);
    expect((loaded.predict(x) as tf.Tensor).dataSync()).toEqual((model.predict(x) as tf.Tensor).dataSync());
  });
});

describe('modelOf', () => {
  it('makes the network of the Keras example', () => {
    const model = modelOf(describeKerasExample(), { inputShape: [32, 32, 3] });
    expect((model.predict(tf.ones([2, 32, 32, 3])) as tf.Tensor).shape).toEqual([2, 10]);
  });

  it('refuses what it can not make, before any layer', () => {
    const network = describeRedNet(tiny);
    const before = tf.memory().numTensors;
    const code = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return isInvolutionError(error) ? error.code : error;
      }
      return undefined;
    };
    expect(code(() => modelOf(network, { inputShape: [32, 32, 4] }))).toBe('INVALID_SHAPE');
    expect(code(() => modelOf(network, { inputShape: [32, 32, 3], outputs: ['head'] }))).toBe('INVALID_OPTIONS');
    const nodes = network.nodes.map((node) => (node.op === 'maxPool' ? { ...node, inputs: ['stem.4.bn'] } : node));
    expect(code(() => modelOf({ ...network, nodes }, { inputShape: [32, 32, 3] }))).toBe('INVALID_OPTIONS');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('loadParameters', () => {
  const network = describeRedNet(tiny);
  const model = () => rednet({ ...tiny, inputShape: [32, 32, 3] });

  it('moves channels to where tfjs has them', async () => {
    const parameters = parametersFor(network);
    const target = model();
    await loadParameters(target, { network, parameters });
    const read = async (name: string) => {
      const { shape } = parameters.get(name)!;
      return { shape, data: await parameters.get(name)!.read() };
    };
    const weight = (name: string) => target.weights.find(({ originalName }) => originalName === name)!.read();
    const conv = await read('stem.0.conv.weight');
    // [out, in, K, K] at (o, i, u, v) is [K, K, in, out] at (u, v, i, o).
    const [, inChannels, size] = conv.shape as [number, number, number];
    const at = conv.data[((3 * inChannels + 2) * size + 1) * size + 0];
    expect((weight('stem.0.conv/kernel').arraySync() as number[][][][])[1]![0]![2]![3]).toBe(at);
    const fc = await read('head.fc.weight');
    expect((weight('head.fc/kernel').arraySync() as number[][])[5]![7]).toBe(fc.data[7 * fc.shape[1]! + 5]);
    const span = await read('layer1.0.conv2.conv2.conv.weight');
    const matrix = weight('layer1.0.conv2/span/kernel').arraySync() as number[][];
    expect(matrix[1]![40]).toBe(span.data[40 * span.shape[1]! + 1]);
    const variance = await read('layer1.0.conv2.conv1.bn.running_var');
    expect(weight('layer1.0.conv2/batch_norm/moving_variance').dataSync()).toEqual(variance.data);
  });

  it('leaves out what the model has no layer for', async () => {
    const features = rednet({ ...tiny, inputShape: [32, 32, 3], includeTop: false });
    await expect(loadParameters(features, { network, parameters: parametersFor(network) })).resolves.toBeUndefined();
  });

  it('refuses missing and mismatched parameters by name, and leaves the model as it was', async () => {
    const target = model();
    const before = target.weights[0]!.read().dataSync();
    const missing = parametersFor(network);
    missing.delete('layer3.0.bn2.running_mean');
    const named = (code: string, argument: string) => expect.objectContaining({ code, argument });
    await expect(loadParameters(target, { network, parameters: missing })).rejects.toEqual(
      named('INVALID_CHECKPOINT', 'layer3.0.bn2.running_mean'),
    );
    const mismatched = parametersFor(network);
    mismatched.set('head.fc.weight', { ...mismatched.get('head.fc.weight')!, shape: [256, 10] });
    await expect(loadParameters(target, { network, parameters: mismatched })).rejects.toEqual(
      named('INVALID_CHECKPOINT', 'head.fc.weight'),
    );
    expect(target.weights[0]!.read().dataSync()).toEqual(before);
    const short = parametersFor(network);
    short.set('head.fc.bias', { shape: [10], read: async () => new Float32Array(9) });
    await expect(loadParameters(target, { network, parameters: short })).rejects.toEqual(
      named('INVALID_CHECKPOINT', 'head.fc.bias'),
    );
  });

  it('refuses a model of another network', async () => {
    const other = describeKerasExample();
    await expect(loadParameters(model(), { network: other, parameters: parametersFor(other) })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
  });
});
