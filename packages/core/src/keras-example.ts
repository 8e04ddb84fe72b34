import { unexpected } from './errors.ts';
import type { Network, NetworkNode } from './network.ts';

/** What distinguishes one network of the example's form from another. */
export interface KerasExampleOptions {
  /** H = W of the image. Default: 32. */
  imageSize?: number;
  /** C of the image, and of every involution. Default: 3. */
  channels?: number;
  /** K, G and r of each involution. Default: three of K = 3, G = 1 and r = 2. */
  involutions?: readonly { kernelSize: number; groups: number; reduction: number }[];
  /** Units of the linear layers, the last one's being the classes. Default: 64 and 10. */
  units?: readonly number[];
}

/**
 * Describes the network of the Keras example `involution.py`: involutions with a ReLU each, all but the last followed by
 * max pooling that halves the size, then linear layers with ReLUs between them. Tap-major, interleaved, SAME padding.
 *
 * @throws InvolutionError `INVALID_OPTIONS` for options that no network has.
 */
export function describeKerasExample(options: KerasExampleOptions = {}): Network {
  const { imageSize = 32, channels = 3, involutions = EXAMPLE, units = [64, 10] } = options;
  const nodes: NetworkNode[] = [];
  let size = imageSize;
  for (const [k, { kernelSize, groups, reduction }] of involutions.entries()) {
    const hidden = Math.floor(channels / reduction);
    if (!(channels % groups === 0 && hidden > 0)) {
      throw unexpected(
        'INVALID_OPTIONS',
        `involutions[${k}]`,
        { groups, reduction },
        `possible for ${channels} channels`,
      );
    }
    const name = `inv_${k + 1}`;
    const inputs = [nodes.at(-1)?.name ?? 'input'];
    nodes.push({ ...KERAS, name, inputs, channels, groups, hidden, kernelSize });
    nodes.push({ op: 'relu', name: `${name}.relu`, inputs: [name] });
    if (k === involutions.length - 1) break;
    nodes.push({ op: 'maxPool', name: `${name}.pool`, inputs: [`${name}.relu`], kernelSize: 2, stride: 2, padding: 0 });
    size = Math.floor(size / 2);
  }
  const features = nodes.filter(({ op }) => op === 'relu').map(({ name }) => name);
  nodes.push({ op: 'flatten', name: 'flatten', inputs: [nodes.at(-1)!.name] });
  let inFeatures = size ** 2 * channels;
  for (const [k, outFeatures] of units.entries()) {
    const name = `dense_${k + 1}`;
    nodes.push({ op: 'linear', name, inputs: [nodes.at(-1)!.name], inFeatures, outFeatures });
    if (k < units.length - 1) nodes.push({ op: 'relu', name: `${name}.relu`, inputs: [name] });
    inFeatures = outFeatures;
  }
  return { nodes, features, inputChannels: channels };
}

const EXAMPLE = Array.from({ length: 3 }, () => ({ kernelSize: 3, groups: 1, reduction: 2 }));

/** The example's involution. */
const KERAS = {
  op: 'involution',
  stride: 1,
  padding: 'same',
  useReduceBias: true,
  epsilon: 1e-3,
  kernelOrder: 'tap-major',
  channelGrouping: 'interleaved',
} as const;
