import type { InvolutionGeometry } from './geometry.ts';

/** Distances in elements between neighbours along each named axis of x, or of y. */
export interface FeatureMapStrides {
  batch: number;
  row: number;
  column: number;
  /** From a group's first channel to the next group's. */
  group: number;
  /** From one channel of a group to the next of the same group. */
  member: number;
}

/** Distances in elements between neighbours along each named axis of the kernel tensor. */
export interface KernelStrides {
  batch: number;
  row: number;
  column: number;
  group: number;
  tapRow: number;
  tapColumn: number;
}

/** Where every element lies. */
export interface InvolutionStrides {
  x: FeatureMapStrides;
  y: FeatureMapStrides;
  kernel: KernelStrides;
}

/**
 * Where every element of x, y and the kernel tensor lies in memory, for any data format, kernel order and channel
 * grouping. A kernel written on these strides knows no dialects: it walks (n, g, member, i, j, u, v).
 */
export function stridesOf(g: InvolutionGeometry): InvolutionStrides {
  return {
    x: featureMapStrides(g, g.inHeight, g.inWidth),
    y: featureMapStrides(g, g.outHeight, g.outWidth),
    kernel: kernelStrides(g),
  };
}

function featureMapStrides(g: InvolutionGeometry, height: number, width: number): FeatureMapStrides {
  const { row, column, channel, batch } = axisStrides(g, height, width, g.channels);
  const isBlocked = g.channelGrouping === 'blocked';
  return {
    batch,
    row,
    column,
    group: isBlocked ? g.channelsPerGroup * channel : channel,
    member: isBlocked ? channel : g.groups * channel,
  };
}

function kernelStrides(g: InvolutionGeometry): KernelStrides {
  const taps = g.kernelHeight * g.kernelWidth;
  const { row, column, channel, batch } = axisStrides(g, g.outHeight, g.outWidth, g.groups * taps);
  const isGroupMajor = g.kernelOrder === 'group-major';
  const tap = isGroupMajor ? channel : g.groups * channel;
  return {
    batch,
    row,
    column,
    group: isGroupMajor ? taps * channel : channel,
    tapRow: g.kernelWidth * tap,
    tapColumn: tap,
  };
}

function axisStrides(g: InvolutionGeometry, height: number, width: number, channels: number) {
  const batch = height * width * channels;
  return g.dataFormat === 'NHWC'
    ? { batch, row: width * channels, column: channels, channel: 1 }
    : { batch, row: width, column: 1, channel: height * width };
}
