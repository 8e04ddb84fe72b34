// What every backend must do with the layers, and how its training is compared with that of another.
import { FLOAT32_UNIT_ROUNDOFF, type NdArray } from '@involution/core';
import { describeRedNet, type Network } from '@involution/core/networks';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  Involution1D,
  Involution2D,
  Involution3D,
  type InvolutionLayerArgs,
  modelOf,
  registerLayers,
} from '../src/index.ts';
import { normalizedError } from './approximate.ts';
import { numbers, run, setWeights } from './layers.ts';
import { referenceOptionsOf } from './random-layer.ts';
import { type LayerWeights, referenceLayer } from './reference-layer.ts';

const LAYERS: [string, 1 | 2 | 3, InvolutionLayerArgs, number[]][] = [
  ['defaults', 2, { kernelSize: 3, groups: 2 }, [2, 5, 6, 4]],
  ['odd sizes at stride 2', 2, { kernelSize: 5, strides: 2, channelsPerGroup: 2, dialect: 'authors' }, [1, 7, 5, 4]],
  ['valid at stride 3', 2, { kernelSize: 3, strides: 3, padding: 'valid', reduceUseBias: true }, [1, 8, 6, 3]],
  ['projected before', 2, { kernelSize: 3, dialect: 'reich', padding: 1, groups: 3, filters: 6 }, [1, 4, 5, 4]],
  ['projected after', 2, { kernelSize: 3, dialect: 'shuuchen', strides: 2, filters: 5 }, [1, 6, 4, 4]],
  ['Keras', 2, { kernelSize: [2, 3], dialect: 'keras', reduction: 2, groups: 2, strides: 2 }, [1, 5, 6, 4]],
  ['causal', 1, { kernelSize: 3, padding: 'causal', dilationRate: 2, strides: 2 }, [2, 9, 3]],
  ['volumes', 3, { kernelSize: [2, 3, 2], strides: [2, 1, 1], groups: 2 }, [1, 5, 4, 3, 4]],
];

/** One with which no feature of a kernel generator is 0 at all positions, so that every weight has a gradient. */
const SEED = 15;

const CLASSES = [Involution1D, Involution2D, Involution3D];

/** Sum of y times these, as a loss. */
const upstream = (shape: readonly number[]) => numbers(shape, 77);

/** Declares tests of values and gradients on a backend. */
export function describeLayers(backend: string): void {
  describe(`layers on ${backend}`, () => {
    beforeAll(async () => {
      tf.enableProdMode();
      expect(await tf.setBackend(backend)).toBe(true);
      registerLayers();
    });

    it.each(LAYERS)('are right within the bound: %s', async (_, rank, args, xShape) => {
      const { layer, weights, x } = made(rank, args, xShape);
      const y = await run(layer, x);
      expect(
        normalizedError(y.data, referenceLayer(x, weights, referenceOptionsOf(rank, layer, xShape))),
      ).toBeLessThanOrEqual(1);
    });

    it.each(LAYERS)('have the gradients of finite differences: %s', async (_, rank, args, xShape) => {
      const { layer, weights, x } = made(rank, args, xShape);
      const options = referenceOptionsOf(rank, layer, xShape);
      const loss = (at: NdArray, by: LayerWeights) => {
        const { value, shape } = referenceLayer(at, by, options);
        const dy = upstream(shape).data;
        return value.reduce((sum, v, k) => sum + v * dy[k]!, 0);
      };
      const $x = tf.variable(tf.tensor(Array.from(x.data), xShape));
      const { grads } = tf.variableGrads(() => {
        const y = layer.apply($x) as tf.Tensor;
        return tf.sum(tf.mul(y, tf.tensor(Array.from(upstream(y.shape).data), y.shape))) as tf.Scalar;
      });
      await near(
        grads[$x.name]!,
        differences(x, (at) => loss(at, weights)),
      );
      for (const weight of layer.trainableWeights) {
        const name = weight.originalName.split('/').slice(1).join('/');
        const expected = differences(weights[name]!, (changed) => loss(x, { ...weights, [name]: changed }));
        await near(grads[weight.name]!, expected);
      }
    });
  });
}

function made(rank: number, args: InvolutionLayerArgs, xShape: number[]) {
  const layer = new CLASSES[rank - 1]!(args);
  layer.apply(tf.input({ batchShape: xShape }));
  return { layer, weights: setWeights(layer, SEED), x: numbers(xShape, 5) };
}

/** The derivative of a function of float64 numbers for each of them. */
function differences(at: NdArray, f: (at: NdArray) => number): number[] {
  const step = 2 ** -20;
  const moved = (index: number, by: number) => ({
    shape: at.shape,
    data: Array.from(at.data, (value, k) => (k === index ? value + by : value)),
  });
  return Array.from(at.data, (_, k) => (f(moved(k, step)) - f(moved(k, -step))) / (2 * step));
}

/** Sums of some thousand roundings: far above what rounding gives, far below what a wrong gradient would. */
async function near(gradient: tf.Tensor, expected: readonly number[]): Promise<void> {
  const largest = Math.max(...expected.map(Math.abs));
  expect(largest).toBeGreaterThan(0);
  const actual = await gradient.data();
  expect(actual.length).toBe(expected.length);
  const distances = expected.map((value, k) => Math.abs(actual[k]! - value) / largest);
  expect(Math.max(...distances)).toBeLessThan(1000 * FLOAT32_UNIT_ROUNDOFF);
}

/**
 * A RedNet's stem and two bottlenecks, one of them strided: every op of a RedNet. Not more, because a batch norm over few
 * positions, as later stages have on small images, makes much of a rounding.
 */
function firstStages(): Network {
  const network = describeRedNet({ depth: [1, 1, 1, 1], width: 8, channelsPerGroup: 4, inputChannels: 1 });
  const last = network.nodes.findIndex(({ name }) => name === 'layer2.0');
  const head: Network['nodes'] = [
    { op: 'globalAveragePool', name: 'pool', inputs: ['layer2.0'] },
    { op: 'linear', name: 'head.fc', inputs: ['pool'], inFeatures: 64, outFeatures: 4 },
  ];
  return { ...network, nodes: [...network.nodes.slice(0, last + 1), ...head] };
}

/** Losses of the first stages' first steps, from the same weights on the same images. */
export async function trainStages(backend: string, steps: number): Promise<number[]> {
  await tf.setBackend(backend);
  const model = modelOf(firstStages(), { inputShape: [17, 17, 1] });
  for (const [k, weight] of model.weights.entries()) {
    const isScale = /gamma|variance/.test(weight.originalName);
    const scale =
      1 /
      Math.sqrt(
        Math.max(
          1,
          weight.shape.slice(0, -1).reduce((size: number, n) => size * n!, 1),
        ),
      );
    const { data, shape } = numbers(weight.shape as number[], k);
    tf.tidy(() => {
      weight.write(
        tf.tensor(
          Array.from(data, (v) => (isScale ? 1 + v / 4 : scale * v)),
          shape,
        ),
      );
    });
  }
  const x = tf.tensor(Array.from(numbers([8, 17, 17, 1], 3).data), [8, 17, 17, 1]);
  const labels = tf.oneHot([0, 1, 2, 3, 0, 1, 2, 3], 4);
  const optimizer = tf.train.sgd(0.02);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const loss = optimizer.minimize(
      () => tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
      true,
      model.trainableWeights.map((weight) => weight.read() as tf.Variable),
    )!;
    losses.push((await loss.data())[0]!);
  }
  model.dispose();
  return losses;
}

/** Whether two runs differ by rounding alone: some forty layers of some hundred roundings each, at each step. */
export function expectSameLosses(actual: readonly number[], expected: readonly number[]): void {
  expect(expected.at(-1)).toBeLessThan(expected[0]!);
  expect(actual.length).toBe(expected.length);
  for (const [step, loss] of actual.entries()) {
    const share = (step + 1) * 4000 * FLOAT32_UNIT_ROUNDOFF;
    expect(Math.abs(loss / expected[step]! - 1), `step ${step}`).toBeLessThan(share);
  }
}
