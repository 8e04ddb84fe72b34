import { type Rank, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { ResolvedLayerOptions } from './layer-args.ts';

/**
 * The layers that generate a kernel from one position's channels: reduce, batch norm, activation, span. They are tfjs's
 * own, on a matrix of one row for each position: a 1×1 convolution is a product of matrices, which has gradients on
 * every backend and any number of spatial axes.
 *
 * @param hidden Features between the two matrices.
 * @param size G·ΠK, weights of a position.
 */
export function kernelGeneratorLayers(options: ResolvedLayerOptions, hidden: number, size: number): layers.Layer[] {
  const biases = { biasInitializer: copyOf(options.biasInitializer), biasRegularizer: copyOf(options.biasRegularizer) };
  const reduce = layers.dense({
    name: 'reduce',
    units: hidden,
    useBias: options.reduceUseBias,
    kernelInitializer: copyOf(options.reduceInitializer),
    kernelRegularizer: copyOf(options.reduceRegularizer),
    ...biases,
  });
  const batchNorm = layers.batchNormalization({
    name: 'batch_norm',
    epsilon: options.batchNormEpsilon,
    momentum: options.batchNormMomentum,
  });
  const activation = layers.activation({ name: 'activation', activation: options.generatorActivation });
  const span = layers.dense({
    name: 'span',
    units: size,
    useBias: options.spanUseBias,
    kernelInitializer: copyOf(options.spanInitializer),
    kernelRegularizer: copyOf(options.spanRegularizer),
    ...biases,
  });
  return [reduce, ...(options.useBatchNorm ? [batchNorm] : []), activation, span];
}

/** The 1×1 convolution to `filters` channels, as a dense layer. */
export function projectionLayer(options: ResolvedLayerOptions, filters: number): layers.Layer {
  return layers.dense({
    name: 'projection',
    units: filters,
    useBias: options.projectionUseBias,
    kernelInitializer: copyOf(options.projectionInitializer),
    kernelRegularizer: copyOf(options.projectionRegularizer),
    biasInitializer: copyOf(options.biasInitializer),
    biasRegularizer: copyOf(options.biasRegularizer),
  });
}

/** Applies layers that know nothing of space to the channels of every position. */
export function applyToPositions(chain: readonly layers.Layer[], x: Tensor, kwargs: object): Tensor {
  const rows: Tensor = reshape<Rank.R2>(x, [-1, x.shape.at(-1)!]);
  const result = chain.reduce((tensor, layer) => layer.apply(tensor, kwargs) as Tensor, rows);
  return reshape(result, [...x.shape.slice(0, -1), result.shape.at(-1)!]);
}

/** tfjs writes into configs that it deserializes, which are the caller's and, through `getConfig`, a saved model's. */
export function copyOf<T>(value: T): T {
  const isConfig = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isConfig ? structuredClone(value) : value;
}
