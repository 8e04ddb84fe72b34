import type { InvolutionGeometry } from './geometry.ts';
import { sizeOf } from './shape.ts';

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
  return {
    x: featureMapStrides(
      g,
      g.axes.map(({ inSize }) => inSize),
    ),
    y: featureMapStrides(
      g,
      g.axes.map(({ outSize }) => outSize),
    ),
    kernel: kernelStrides(g),
  };
}

function featureMapStrides(g: InvolutionGeometry, sizes: readonly number[]): FeatureMapStrides {
  const { batch, spatial, channel } = denseStrides(g, sizes, g.channels);
  const isBlocked = g.channelGrouping === 'blocked';
  return {
    batch,
    spatial,
    group: isBlocked ? g.channelsPerGroup * channel : channel,
    channelInGroup: isBlocked ? channel : g.groups * channel,
  };
}

function kernelStrides(g: InvolutionGeometry): KernelStrides {
  const kernelSizes = g.axes.map(({ kernelSize }) => kernelSize);
  const taps = sizeOf(kernelSizes);
  const outSizes = g.axes.map(({ outSize }) => outSize);
  const { batch, spatial, channel } = denseStrides(g, outSizes, g.groups * taps);
  const isGroupMajor = g.kernelOrder === 'group-major';
  return {
    batch,
    spatial,
    group: isGroupMajor ? taps * channel : channel,
    taps: rowMajor(kernelSizes, isGroupMajor ? channel : g.groups * channel),
  };
}

function denseStrides({ dataFormat }: InvolutionGeometry, sizes: readonly number[], channels: number) {
  const batch = sizeOf(sizes) * channels;
  return dataFormat === 'channelsLast'
    ? { batch, spatial: rowMajor(sizes, channels), channel: 1 }
    : { batch, spatial: rowMajor(sizes, 1), channel: sizeOf(sizes) };
}

/** Strides of axes of these sizes, the last one fastest, from the stride of the last. */
function rowMajor(sizes: readonly number[], last: number): number[] {
  return sizes.map((_, axis) => last * sizeOf(sizes.slice(axis + 1)));
}
