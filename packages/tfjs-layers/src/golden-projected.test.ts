// The layers in Reich's and shuuchen's dialects, with other channels in y than in x, against results of PyTorch.
import '@involution/tfjs-cpu/register';
import '@tensorflow/tfjs-backend-cpu';
import { convertDataFormat, type NdArray, type TypedNdArray } from '@involution/core';
import { type GoldenTensor, projectedLayerCases } from '@involution/fixtures';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { normalizedError } from '../test/approximate.ts';
import { run, writeWeights } from '../test/layers.ts';
import { referenceOptionsOf } from '../test/random-layer.ts';
import { referenceLayer } from '../test/reference-layer.ts';
import { Involution2D } from './index.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Names of our weights. */
const NAMES: Readonly<Record<string, string>> = {
  'norm/weight': 'batch_norm/gamma',
  'norm/bias': 'batch_norm/beta',
  'norm/running_mean': 'batch_norm/moving_mean',
  'norm/running_var': 'batch_norm/moving_variance',
};

const channelsLast = ({ shape, data }: GoldenTensor): TypedNdArray<number[]> =>
  convertDataFormat({ shape, data }, 'channelsFirst', 'channelsLast');

/** A 1×1 convolution `[out, in, 1, 1]` as a matrix `[in, out]`. */
function weightOf({ shape, data }: GoldenTensor): NdArray {
  if (shape.length === 1) return { shape, data };
  const [out, into] = shape as [number, number];
  return { shape: [into, out], data: data.map((_, k) => data[(k % out) * into + Math.floor(k / out)]!) };
}

it.each(projectedLayerCases.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
  const x = channelsLast(golden.x);
  const y = channelsLast(golden.y);
  const layer = new Involution2D({ dialect: golden.dialect, ...golden.options });
  layer.apply(tf.input({ shape: x.shape.slice(1) }));
  const weights = Object.fromEntries(
    Object.entries(golden.state).map(([name, values]) => {
      const path = name.replace('.', '/');
      return [NAMES[path] ?? path.replace('/weight', '/kernel'), weightOf(values)];
    }),
  );
  expect(layer.weights).toHaveLength(Object.keys(weights).length);
  writeWeights(layer, weights);
  const actual = await run(layer, x);
  expect(actual.shape).toEqual(y.shape);
  // The framework's values, with the bound that follows from the layer's own terms.
  const { error } = referenceLayer(x, weights, referenceOptionsOf(2, layer, x.shape));
  expect(normalizedError(actual.data, { shape: y.shape, value: Float64Array.from(y.data), error })).toBeLessThan(1);
});

it('takes kernel size and padding from the dialect alone, where its code has no other', () => {
  expect(new Involution2D({ dialect: 'reich', kernelSize: 7 }).getConfig()).toMatchObject({ padding: 3, reduction: 1 });
  expect(new Involution2D({ dialect: 'shuuchen', kernelSize: 5 }).getConfig()).toMatchObject({ padding: 2, groups: 1 });
});
