import { InvolutionError, unexpected } from '@involution/core';
import type { Network, NetworkNode } from '@involution/core/networks';
import { initializers, input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { Involution2D } from './layers.ts';
import { PointwiseConvolution } from './pointwise-convolution.ts';

/** How a network becomes a model. */
export interface ModelOptions {
  /** `[H, W, C]`, null for sizes that may differ from call to call. */
  inputShape: readonly [height: number | null, width: number | null, channels: number];
  /** Names of the nodes whose results the model gives. Default: that of the last one. */
  outputs?: readonly string[];
  /** Of batch norms: the share of the old moving average that stays at a step. Default: 0.9, PyTorch's 0.1. */
  batchNormMomentum?: number;
  /** Of the random initial weights: the same number gives the same ones, on every backend. Default: others each time. */
  seed?: number;
  /** Of the model. */
  name?: string;
}

/**
 * A network of `@involution/core/networks` as a model that trains, saves and loads like any other; the layers have the
 * names of the nodes. Paddings are exactly the network's, by a layer of zeros where TensorFlow's `'same'` differs.
 *
 * @returns A model with one output, or as many as `outputs` names, in that order.
 * @throws InvolutionError `INVALID_SHAPE` or `INVALID_OPTIONS`, before any layer is made.
 */
export function modelOf(network: Network, options: ModelOptions): LayersModel {
  const { inputShape, outputs = [network.nodes.at(-1)!.name], name } = options;
  if (inputShape?.length !== 3 || inputShape[2] !== network.inputChannels) {
    throw unexpected('INVALID_SHAPE', 'inputShape', inputShape, `[H, W, ${network.inputChannels}]`);
  }
  const byName = new Map(network.nodes.map((node) => [node.name, node]));
  const unknown = outputs.find((output) => !byName.has(output));
  if (unknown !== undefined || outputs.length === 0) {
    throw unexpected('INVALID_OPTIONS', 'outputs', outputs, 'a list of names of nodes');
  }
  for (const node of network.nodes) checkPool(node, byName);

  const initial = { batchNormMomentum: options.batchNormMomentum ?? 0.9, nextSeed: seedsFrom(options.seed) };
  const image = input({ shape: [...inputShape], name: 'input' });
  const results = new Map([['input', image]]);
  for (const node of network.nodes) {
    const sources = node.inputs.map((source) => results.get(source)!);
    results.set(node.name, apply(node, sources, initial));
  }
  return model({ inputs: image, outputs: outputs.map((output) => results.get(output)!), ...(name ? { name } : {}) });
}

/** What layers are made with beside their node. */
interface Initial {
  readonly batchNormMomentum: number;
  /** A seed for a matrix of its own. */
  readonly nextSeed: () => number | undefined;
}

function seedsFrom(seed: number | undefined): Initial['nextSeed'] {
  let next = seed;
  return () => (next === undefined ? undefined : next++);
}

function apply(node: NetworkNode, sources: SymbolicTensor[], initial: Initial): SymbolicTensor {
  const [source] = sources as [SymbolicTensor];
  const before = layerBefore(node);
  const ready = before ? before.apply(source) : source;
  return layerOf(node, initial).apply(sources.length > 1 ? sources : ready) as SymbolicTensor;
}

/** What brings a node's input into the form that its layer wants. */
function layerBefore(node: NetworkNode): layers.Layer | undefined {
  if (node.op !== 'conv' && node.op !== 'maxPool') return undefined;
  const { name, padding, stride } = node;
  if (node.op === 'conv' && isMatrix(node)) {
    // The mean of one pixel is the pixel: every so many of them.
    return stride > 1 ? layers.averagePooling2d({ name: `${name}.stride`, poolSize: 1, strides: stride }) : undefined;
  }
  if (padding === 0 || isSame(node)) return undefined;
  const sides: [number, number] = [padding, padding];
  return layers.zeroPadding2d({ name: `${name}.pad`, padding: [sides, sides] });
}

/** Whether TensorFlow's `'same'` pads just as the node does, at any size. */
function isSame(node: NetworkNode & { op: 'conv' | 'maxPool' }): boolean {
  return node.op === 'conv' && node.stride === 1 && 2 * node.padding === node.kernelSize - 1;
}

/**
 * Whether a convolution is a product of matrices at every position that it takes. As such it is as fast on every backend,
 * and its gradients are up to four times as fast.
 */
function isMatrix(node: NetworkNode & { op: 'conv' }): boolean {
  return node.kernelSize === 1 && node.padding === 0;
}

/** Maxima are padded with zeros here, which is the same as PyTorch's −∞ only where nothing is negative. */
function checkPool(node: NetworkNode, byName: ReadonlyMap<string, NetworkNode>): void {
  if (node.op !== 'maxPool' || node.padding === 0 || byName.get(node.inputs[0]!)?.op === 'relu') return;
  throw new InvolutionError('INVALID_OPTIONS', node.name, `The padded max pooling ${node.name} is not behind a ReLU.`);
}

function layerOf(node: NetworkNode, { batchNormMomentum, nextSeed }: Initial): layers.Layer {
  const { name } = node;
  const heNormal = () => initializers.heNormal({ seed: nextSeed() });
  const glorotNormal = () => initializers.glorotNormal({ seed: nextSeed() });
  switch (node.op) {
    case 'conv':
      if (isMatrix(node))
        return new PointwiseConvolution({ name, filters: node.outChannels, kernelInitializer: heNormal() });
      return layers.conv2d({
        name,
        filters: node.outChannels,
        kernelSize: node.kernelSize,
        strides: node.stride,
        padding: isSame(node) ? 'same' : 'valid',
        useBias: false,
        kernelInitializer: heNormal(),
      });
    case 'batchNorm':
      return layers.batchNormalization({ name, epsilon: node.epsilon, momentum: batchNormMomentum });
    case 'involution':
      return new Involution2D({
        name,
        kernelSize: node.kernelSize,
        strides: node.stride,
        padding: node.padding,
        groups: node.groups,
        hidden: node.hidden,
        reduceUseBias: node.useReduceBias,
        batchNormEpsilon: node.epsilon,
        batchNormMomentum,
        reduceInitializer: glorotNormal(),
        spanInitializer: glorotNormal(),
        kernelOrder: node.kernelOrder,
        channelGrouping: node.channelGrouping,
      });
    case 'maxPool':
      return layers.maxPooling2d({ name, poolSize: node.kernelSize, strides: node.stride, padding: 'valid' });
    case 'relu':
      return layers.reLU({ name });
    case 'add':
      return layers.add({ name });
    case 'globalAveragePool':
      return layers.globalAveragePooling2d({ name });
    case 'flatten':
      return layers.flatten({ name });
    case 'linear':
      return layers.dense({ name, units: node.outFeatures, kernelInitializer: glorotNormal() });
  }
}
