import { InvolutionError, unexpected } from './errors.ts';
import type { Network, NetworkNode } from './network.ts';

/** Numbers of bottlenecks in the four stages of the published RedNets, by their depth. */
export const REDNET_BLOCKS = {
  26: [1, 2, 4, 1],
  38: [2, 3, 5, 2],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
} as const;

/** A published depth. */
export type RedNetDepth = keyof typeof REDNET_BLOCKS;

/** What distinguishes one RedNet from another. */
export interface RedNetOptions {
  /** A published depth, or the numbers of bottlenecks of a net of your own, one for each stage. */
  depth: RedNetDepth | readonly number[];
  /** Channels after the stem, an even number; stage s (from 0) has 4·width·2ˢ. Default: 64. */
  width?: number;
  /** Channels of the image. Default: 3. */
  inputChannels?: number;
  /** Classes of the head; 0 for a net without one, whose results are the features. Default: 1000. */
  classes?: number;
  /** K of the stem's involution: 3 in the published classifiers, 7 in the detection and segmentation nets. Default: 3. */
  stemKernelSize?: number;
  /** K of the bottlenecks' involutions. Default: 7. */
  kernelSize?: number;
  /** C/G, channels that share a kernel; a layer of fewer channels has one group. Default: 16. */
  channelsPerGroup?: number;
  /** r: the kernel is generated from C/r features. Default: 4. */
  reduction?: number;
}

/** Epsilon of PyTorch's batch norm. */
const EPSILON = 1e-5;

/** The authors' involution. */
const AUTHORS = {
  useReduceBias: false,
  epsilon: EPSILON,
  kernelOrder: 'group-major',
  channelGrouping: 'blocked',
} as const;

/**
 * Describes a RedNet (Li et al., CVPR 2021, section 3.4 and table 1; names and details as in the authors' code): stem, four
 * stages of bottlenecks in which an involution takes the place of the 3×3 convolution, and a linear classifier.
 *
 * @throws InvolutionError `INVALID_OPTIONS` for options that no net has.
 */
export function describeRedNet(options: RedNetOptions): Network {
  const { inputChannels, classes, width, stemKernelSize, kernelSize, blocks, ...rest } = checked(options);
  const nodes: NetworkNode[] = [];
  let last = 'input';

  /** Appends a node that reads the last one, unless it says what it reads. */
  function add(node: DistributiveOmit<NetworkNode, 'inputs'>, inputs: readonly string[] = [last]): string {
    nodes.push({ ...node, inputs });
    last = node.name;
    return last;
  }
  function conv(name: string, inChannels: number, outChannels: number, size: number, stride = 1): void {
    add({ op: 'conv', name, inChannels, outChannels, kernelSize: size, stride, padding: (size - 1) / 2 });
  }
  const norm = (name: string, channels: number) => add({ op: 'batchNorm', name, channels, epsilon: EPSILON });
  function involution(name: string, channels: number, size: number, stride = 1): void {
    const groups = Math.max(1, channels / rest.channelsPerGroup);
    const hidden = Math.max(1, Math.floor(channels / rest.reduction));
    const padding = (size - 1) / 2;
    add({ op: 'involution', name, channels, groups, hidden, kernelSize: size, stride, padding, ...AUTHORS });
  }
  /** A bottleneck; its name is that of its last ReLU. */
  function bottleneck(name: string, inChannels: number, outChannels: number, stride: number): void {
    const from = last;
    const middle = outChannels / 4;
    conv(`${name}.conv1`, inChannels, middle, 1);
    norm(`${name}.bn1`, middle);
    add({ op: 'relu', name: `${name}.relu1` });
    involution(`${name}.conv2`, middle, kernelSize, stride);
    norm(`${name}.bn2`, middle);
    add({ op: 'relu', name: `${name}.relu2` });
    conv(`${name}.conv3`, middle, outChannels, 1);
    const branch = norm(`${name}.bn3`, outChannels);
    let shortcut = from;
    if (stride > 1 || inChannels !== outChannels) {
      last = from;
      conv(`${name}.downsample.0`, inChannels, outChannels, 1, stride);
      shortcut = norm(`${name}.downsample.1`, outChannels);
    }
    add({ op: 'add', name: `${name}.add` }, [branch, shortcut]);
    add({ op: 'relu', name });
  }

  conv('stem.0.conv', inputChannels, width / 2, 3, 2);
  norm('stem.0.bn', width / 2);
  add({ op: 'relu', name: 'stem.0' });
  involution('stem.1', width / 2, stemKernelSize);
  norm('stem.2', width / 2);
  add({ op: 'relu', name: 'stem.3' });
  conv('stem.4.conv', width / 2, width, 3);
  norm('stem.4.bn', width);
  add({ op: 'relu', name: 'stem.4' });
  add({ op: 'maxPool', name: 'maxpool', kernelSize: 3, stride: 2, padding: 1 });
  const features = [last];
  let channels = width;
  for (const [stage, count] of blocks.entries()) {
    const outChannels = 4 * width * 2 ** stage;
    for (let block = 0; block < count; block++) {
      bottleneck(`layer${stage + 1}.${block}`, channels, outChannels, stage > 0 && block === 0 ? 2 : 1);
      channels = outChannels;
    }
    features.push(last);
  }
  if (classes > 0) {
    add({ op: 'globalAveragePool', name: 'pool' });
    add({ op: 'linear', name: 'head.fc', inFeatures: channels, outFeatures: classes });
  }
  return { nodes, features, inputChannels };
}

/** `Omit` of each member of a union by itself. */
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Options with their defaults. */
function checked(options: RedNetOptions): Required<Omit<RedNetOptions, 'depth'>> & { blocks: readonly number[] } {
  const { depth, ...given } = options;
  const defaults = { width: 64, inputChannels: 3, classes: 1000, stemKernelSize: 3, kernelSize: 7 };
  const all = { ...defaults, channelsPerGroup: 16, reduction: 4, ...given };
  const blocks = typeof depth === 'number' ? REDNET_BLOCKS[depth] : depth;
  if (!Array.isArray(blocks) || blocks.length !== 4 || !blocks.every(isPositive)) {
    const depths = Object.keys(REDNET_BLOCKS).join(', ');
    throw unexpected('INVALID_OPTIONS', 'depth', depth, `one of ${depths} or a list of four positive integers`);
  }
  for (const [name, value] of Object.entries(all)) {
    if (!isPositive(value) && !(name === 'classes' && value === 0)) {
      throw unexpected('INVALID_OPTIONS', name, value, 'a positive integer');
    }
  }
  for (const name of ['stemKernelSize', 'kernelSize'] as const) {
    if (all[name] % 2 === 0) throw unexpected('INVALID_OPTIONS', name, all[name], 'an odd number');
  }
  for (const channels of [all.width / 2, ...blocks.map((_, stage) => all.width * 2 ** stage)]) {
    if (Number.isInteger(channels) && (channels < all.channelsPerGroup || channels % all.channelsPerGroup === 0))
      continue;
    const message = `A layer of ${channels} channels, which width ${all.width} asks for, has no groups of ${all.channelsPerGroup}.`;
    throw new InvolutionError('INVALID_OPTIONS', 'width', message);
  }
  return { ...all, blocks };
}

function isPositive(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) > 0;
}
