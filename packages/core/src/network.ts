import type { ChannelGrouping, KernelOrder } from './options.ts';
import { sizeOf } from './shape.ts';

/** A node of a network. Its result has its name; `inputs` are names of other nodes, or `'input'`, the image. */
export type NetworkNode = { readonly name: string; readonly inputs: readonly string[] } & (
  | {
      /** Zeros of `padding` on every side; no bias. */
      readonly op: 'conv';
      readonly inChannels: number;
      readonly outChannels: number;
      readonly kernelSize: number;
      readonly stride: number;
      readonly padding: number;
    }
  | { readonly op: 'batchNorm'; readonly channels: number; readonly epsilon: number }
  | InvolutionNode
  | { readonly op: 'maxPool'; readonly kernelSize: number; readonly stride: number; readonly padding: number }
  | { readonly op: 'relu' | 'add' | 'globalAveragePool' }
  /** All positions and channels in one row, channels innermost. */
  | { readonly op: 'flatten' }
  | { readonly op: 'linear'; readonly inFeatures: number; readonly outFeatures: number }
);

/**
 * The layer: average pooling by the stride, 1×1 convolution to `hidden` channels, batch norm, ReLU, 1×1 convolution with
 * bias to the kernel, then the aggregation.
 */
export interface InvolutionNode {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly op: 'involution';
  readonly channels: number;
  readonly groups: number;
  readonly hidden: number;
  readonly kernelSize: number;
  readonly stride: number;
  /** Zeros on every side, or TensorFlow's `'same'`. */
  readonly padding: number | 'same';
  /** Whether the first 1×1 convolution has a bias too. */
  readonly useReduceBias: boolean;
  /** Of the batch norm. */
  readonly epsilon: number;
  readonly kernelOrder: KernelOrder;
  readonly channelGrouping: ChannelGrouping;
}

/** A network as data, for builders of any framework. */
export interface Network {
  /** In an order in which they can be computed. The last one's result is the network's. */
  readonly nodes: readonly NetworkNode[];
  /** The nodes whose results are features at falling resolution, for heads of detection and segmentation. */
  readonly features: readonly string[];
  readonly inputChannels: number;
}

/** A tensor that a network has learned. Names and layouts are those of PyTorch. */
export interface NetworkParameter {
  readonly name: string;
  /** `[out, in, K, K]` of a convolution, `[out, in]` of a linear layer. */
  readonly shape: readonly number[];
  /** Whether it is trained; the running mean and variance of a batch norm are not. */
  readonly isTrained: boolean;
}

/** What a network has learned under a name: read when it is needed, since all of it may be large. */
export interface Parameter {
  /** PyTorch's, as {@link NetworkParameter.shape} says. */
  readonly shape: readonly number[];
  /** Its numbers, in row-major order. */
  read(): Promise<Float32Array>;
}

/** The parameters of a network by PyTorch's names and in its layouts, as `@involution/checkpoints` reads them. */
export type Parameters = ReadonlyMap<string, Parameter>;

/** The classes that a network tells apart; 0 for one without a head, whose results are the features. */
export function classCount({ nodes }: Network): number {
  const last = nodes.at(-1);
  return last?.op === 'linear' ? last.outFeatures : 0;
}

/** The parameters of a node, in the order in which PyTorch has them. */
export function parametersOf(node: NetworkNode): NetworkParameter[] {
  const { name } = node;
  switch (node.op) {
    case 'conv':
      return [trained(`${name}.weight`, node.outChannels, node.inChannels, node.kernelSize, node.kernelSize)];
    case 'batchNorm':
      return normParameters(name, node.channels);
    case 'involution': {
      const span = node.groups * node.kernelSize ** 2;
      return [
        trained(`${name}.conv1.conv.weight`, node.hidden, node.channels, 1, 1),
        ...(node.useReduceBias ? [trained(`${name}.conv1.conv.bias`, node.hidden)] : []),
        ...normParameters(`${name}.conv1.bn`, node.hidden),
        trained(`${name}.conv2.conv.weight`, span, node.hidden, 1, 1),
        trained(`${name}.conv2.conv.bias`, span),
      ];
    }
    case 'linear':
      return [trained(`${name}.weight`, node.outFeatures, node.inFeatures), trained(`${name}.bias`, node.outFeatures)];
    default:
      return [];
  }
}

/** How many numbers a network has learned, as frameworks count parameters: without the running statistics of batch norms. */
export function parameterCount({ nodes }: Network): number {
  const parameters = nodes.flatMap(parametersOf).filter(({ isTrained }) => isTrained);
  return parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

function trained(name: string, ...shape: number[]): NetworkParameter {
  return { name, shape, isTrained: true };
}

function normParameters(name: string, channels: number): NetworkParameter[] {
  const statistic = (suffix: string) => ({ name: `${name}.${suffix}`, shape: [channels], isTrained: false });
  return [
    trained(`${name}.weight`, channels),
    trained(`${name}.bias`, channels),
    statistic('running_mean'),
    statistic('running_var'),
  ];
}
