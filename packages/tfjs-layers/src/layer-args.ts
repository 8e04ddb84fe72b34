import type { ChannelGrouping, KernelOrder, PerAxis } from '@involution/core';
import type { layers } from '@tensorflow/tfjs-layers';

type DenseArgs = Parameters<typeof layers.dense>[0];
type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/** An initializer, a regularizer or an activation as tfjs's layers take it. */
export type Initializer = NonNullable<DenseArgs['kernelInitializer']>;
export type Regularizer = NonNullable<DenseArgs['kernelRegularizer']>;
export type Activation = NonNullable<DenseArgs['activation']>;

/**
 * Padding of the windows: TensorFlow's `'same'` and `'valid'`; `'causal'` (in 1-D), where no window reaches beyond its own
 * position; zeros at both ends of all spatial axes, or `[before, after]` of each.
 */
export type LayerPadding = 'same' | 'valid' | 'causal' | number | [before: number, after: number][];

/** What an involution layer is, apart from what every layer of tfjs has. */
export interface InvolutionLayerOptions {
  /** K, or one for each spatial axis. */
  kernelSize: PerAxis;
  /** Default: 1. */
  strides?: PerAxis;
  /** Distance between taps. Default: 1. */
  dilationRate?: PerAxis;
  /** Default: `'same'`. */
  padding?: LayerPadding;
  /** G, sets of channels that share a kernel. Default: 1. */
  groups?: number;
  /** C/G, in place of `groups`. */
  channelsPerGroup?: number;
  /** See core's `InvolutionOptions`. Default: `'group-major'`. */
  kernelOrder?: KernelOrder;
  /** See core's `InvolutionOptions`. Default: `'blocked'`. */
  channelGrouping?: ChannelGrouping;

  /** r: the kernel is generated from max(1, ⌊C/r⌋) features. Default: 4. */
  reduction?: number;
  /** The number of these features, in place of `reduction`. */
  hidden?: number;
  /** Whether the first matrix of the kernel generator has a bias. Default: false. */
  reduceUseBias?: boolean;
  /** Whether the second has one. Default: true. */
  spanUseBias?: boolean;
  /** Whether there is a batch norm between them. Default: true. */
  useBatchNorm?: boolean;
  /** Default: 1e-5. */
  batchNormEpsilon?: number;
  /** The share of the old moving average that stays at a step; PyTorch's momentum is 1 minus this. Default: 0.9. */
  batchNormMomentum?: number;
  /** Of the kernel generator, behind its batch norm. Default: `'relu'`. */
  generatorActivation?: Activation;
  /**
   * A layer or model to generate the kernel in place of all this: from x, average-pooled to the output positions
   * (`[N, …out, C]`), to `[N, …out, G·ΠK]`.
   */
  kernelGenerator?: layers.Layer;

  /** Channels of y, by a 1×1 convolution where they are not those of x. Default: those of x. */
  filters?: number;
  /**
   * Whether that convolution maps y (`'after'`) or x (`'before'` the windows; the kernel is generated from the unmapped x,
   * and r divides `filters`). Default: `'after'`.
   */
  projection?: 'after' | 'before';
  /** Whether it has a bias. Default: true. */
  projectionUseBias?: boolean;
  /** Of y. Default: none. */
  activation?: Activation;

  /** Of each matrix. Default: `'glorotNormal'`. */
  reduceInitializer?: Initializer;
  spanInitializer?: Initializer;
  projectionInitializer?: Initializer;
  /** Of all biases. Default: `'zeros'`. */
  biasInitializer?: Initializer;
  /** Of each matrix. Default: none. */
  reduceRegularizer?: Regularizer;
  spanRegularizer?: Regularizer;
  projectionRegularizer?: Regularizer;
  /** Of all biases. Default: none. */
  biasRegularizer?: Regularizer;
}

/** A public implementation whose weights the layers take. */
export type Dialect = 'authors' | 'reich' | 'keras' | 'shuuchen';

/** Arguments of an involution layer. What `dialect` sets, any other argument overrules. */
export interface InvolutionLayerArgs extends LayerArgs, InvolutionLayerOptions {
  /** Options of a public implementation that people have weights of: see `dialectOptions`. Default: none. */
  dialect?: Dialect;
}

/** The same after defaults: what `getConfig` gives and a saved model has. */
export type ResolvedLayerOptions = InvolutionLayerOptions &
  Required<
    Pick<
      InvolutionLayerOptions,
      | 'strides'
      | 'dilationRate'
      | 'padding'
      | 'kernelOrder'
      | 'channelGrouping'
      | 'reduceUseBias'
      | 'spanUseBias'
      | 'useBatchNorm'
      | 'batchNormEpsilon'
      | 'batchNormMomentum'
      | 'generatorActivation'
      | 'projection'
      | 'projectionUseBias'
    >
  >;
