import { type InvolutionGeometry, tapCount } from './geometry.ts';

/** Distances in elements between neighbours along each named axis of x, or of y. */
export interface FeatureMapStrides {
  batch: number;
  /** Along each spatial axis, outermost first. */
  spatial: readonly number[];
  /** From a group's first channel to the next group's. */
  group: number;
  /** From one channel of a group to the next of the same group. */
  channelInGroup: number;
}

/** Distances in elements between neighbours along each named axis of the kernel tensor. */
export interface KernelStrides {
  batch: number;
  /** Along each spatial axis, outermost first. */
  spatial: readonly number[];
  group: number;
  /** Along each axis of the window, outermost first. */
  taps: readonly number[];
}

/** Where every element lies. */
export interface InvolutionStrides {
  x: FeatureMapStrides;
  y: FeatureMapStrides;
  kernel: KernelStrides;
}

/**
 * Where every element of x, y and the kernel tensor lies in memory, for any data format, kernel order and channel
 * grouping. A kernel written on these strides knows no dialects: it walks batch, groups, their channels, output positions
 * and taps.
 */
export function stridesOf(g: InvolutionGeometry): InvolutionStrides {
  return { x: featureMapStrides(g, 'inSize'), y: featureMapStrides(g, 'outSize'), kernel: kernelStrides(g) };
}

function featureMapStrides(g: InvolutionGeometry, size: 'inSize' | 'outSize'): FeatureMapStrides {
  const { batch, spatial, channel } = denseStrides(g, size, g.channels);
  const isBlocked = g.channelGrouping === 'blocked';
  return {
    batch,
    spatial,
    group: isBlocked ? g.channelsPerGroup * channel : channel,
    channelInGroup: isBlocked ? channel : g.groups * channel,
  };
}

function kernelStrides(g: InvolutionGeometry): KernelStrides {
  const taps = tapCount(g);
  const { batch, spatial, channel } = denseStrides(g, 'outSize', g.groups * taps);
  const isGroupMajor = g.kernelOrder === 'group-major';
  return {
    batch,
    spatial,
    group: isGroupMajor ? taps * channel : channel,
    taps: rowMajor(g, 'kernelSize', isGroupMajor ? channel : g.groups * channel),
  };
}

function denseStrides(g: InvolutionGeometry, size: 'inSize' | 'outSize', channels: number) {
  const isLast = g.dataFormat === 'channelsLast';
  const spatial = rowMajor(g, size, isLast ? channels : 1);
  const positions = g.axes.reduce((product, axis) => product * axis[size], 1);
  return { batch: positions * channels, spatial, channel: isLast ? 1 : positions };
}

/** Strides along the axes, the last one fastest, from the stride of the last. */
function rowMajor({ axes }: InvolutionGeometry, size: 'inSize' | 'outSize' | 'kernelSize', last: number): number[] {
  return axes.map((_, k) => axes.slice(k + 1).reduce((stride, axis) => stride * axis[size], last));
}
