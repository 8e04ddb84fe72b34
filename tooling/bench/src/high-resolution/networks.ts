// What runs at high resolution: an involution of a neck, and the first half of RedNet-50.
import { describeRedNet, type Network } from '@involution/core/networks';

/** Of an input of some channels. */
export type NetworkName = 'neck' | 'stages';

/** The neck's: x `[1, H, W, 256]`, groups of 16 channels, 64 features. */
export const NECK_CHANNELS = 256;
export const NECK_KERNEL_SIZE = 7;

/** A layer of the neck, or RedNet-50's stem and stages 1 and 2. */
export function networkNamed(name: NetworkName): Network {
  if (name === 'stages') {
    const { nodes, ...network } = describeRedNet({ depth: 50, classes: 0 });
    const last = network.features[2]!;
    const count = nodes.findIndex((node) => node.name === last) + 1;
    return { ...network, nodes: nodes.slice(0, count), features: [last] };
  }
  const involution = {
    op: 'involution',
    name: 'neck',
    inputs: ['input'],
    channels: NECK_CHANNELS,
    groups: NECK_CHANNELS / 16,
    hidden: NECK_CHANNELS / 4,
    kernelSize: NECK_KERNEL_SIZE,
    stride: 1,
    padding: (NECK_KERNEL_SIZE - 1) / 2,
    useReduceBias: false,
    epsilon: 1e-5,
    kernelOrder: 'group-major',
    channelGrouping: 'blocked',
  } as const;
  return { nodes: [involution], features: [involution.name], inputChannels: NECK_CHANNELS };
}
