// The layers in the authors' and the Keras example's dialects, against results of PyTorch and Keras.
import '@involution/tfjs-cpu/register';
import '@tensorflow/tfjs-backend-cpu';
import { convertDataFormat, type NdArray, type TypedNdArray } from '@involution/core';
import { type GoldenLayer, type GoldenTensor, layerCases } from '@involution/fixtures';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { normalizedError } from '../test/approximate.ts';
import { run, writeWeights } from '../test/layers.ts';
import { type LayerWeights, referenceLayer } from '../test/reference-layer.ts';
import { Involution2D } from './index.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const arrayOf = ({ data, shape }: GoldenTensor): TypedNdArray<number[]> => ({ data: [...data], shape });

/** A 1×1 convolution's weight as a matrix `[in, out]`. */
function matrixOf({ data, shape }: GoldenTensor, dialect: GoldenLayer['dialect']): NdArray {
  if (dialect === 'keras') return { data, shape: shape.slice(2) };
  const [out, into] = shape as [number, number];
  return { shape: [into, out], data: data.map((_, k) => data[(k % out) * into + Math.floor(k / out)]!) };
}

function weightsOf({ weights, dialect }: GoldenLayer): LayerWeights {
  const { reduce, batchNorm, span } = weights;
  return {
    'reduce/kernel': matrixOf(reduce.weight, dialect),
    ...(reduce.bias ? { 'reduce/bias': reduce.bias } : {}),
    'batch_norm/gamma': batchNorm.gamma,
    'batch_norm/beta': batchNorm.beta,
    'batch_norm/moving_mean': batchNorm.mean,
    'batch_norm/moving_variance': batchNorm.variance,
    'span/kernel': matrixOf(span.weight, dialect),
    'span/bias': span.bias,
  };
}

it.each(layerCases.map((layer) => [layer.name, layer] as const))('%s', async (_, golden) => {
  const { dataFormat, options, reduction, epsilon } = golden;
  const x = convertDataFormat(arrayOf(golden.x), dataFormat, 'channelsLast');
  const y = convertDataFormat(arrayOf(golden.y), dataFormat, 'channelsLast');
  const [kernelSize] = options.kernelSize;
  const [strides] = options.strides;
  const dialect = golden.dialect === 'pytorch' ? 'authors' : 'keras';
  const layer = new Involution2D({ dialect, kernelSize, strides, groups: options.groups, reduction });
  layer.apply(tf.input({ shape: x.shape.slice(1) }));
  const weights = weightsOf(golden);
  writeWeights(layer, weights);
  const actual = await run(layer, x);
  expect(actual.shape).toEqual(y.shape);
  // The framework's values, with the bound that follows from the layer's own terms.
  const { error } = referenceLayer(x, weights, { ...options, epsilon, starts: [0, 0] });
  expect(normalizedError(actual.data, { shape: y.shape, value: Float64Array.from(y.data), error })).toBeLessThan(1);
});
