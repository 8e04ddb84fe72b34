import { type FeatureMapStrides, type InvolutionGeometry, type KernelStrides, stridesOf } from '@involution/core';
import { type Axis, type Taps, tapsOfInput, tapsOfOutput } from './taps.ts';

/** Taps along an axis with their distances in memory worked out. */
export interface Steps {
  start: Int32Array;
  /** Distance in the tensor that is read. */
  source: Int32Array;
  /** Distance in the kernel tensor. */
  kernel: Int32Array;
}

/**
 * Everything a loop needs to visit the products of an involution, in either direction: for each target pixel (of y, or
 * of dx) the source pixels (of x, or of dy) and the weights that join them.
 */
export interface Walk {
  batchSize: number;
  targetHeight: number;
  targetWidth: number;
  groups: number;
  channelsPerGroup: number;
  target: FeatureMapStrides;
  source: FeatureMapStrides;
  kernel: KernelStrides;
  rows: Steps;
  columns: Steps;
}

/** From each pixel of y to the pixels of x under its window. */
export function walkFromOutput(g: InvolutionGeometry): Walk {
  const strides = stridesOf(g);
  return makeWalk(g, g.outHeight, g.outWidth, strides.y, strides.x, tapsOfOutput);
}

/** From each pixel of x to the pixels of y whose window holds it. */
export function walkFromInput(g: InvolutionGeometry): Walk {
  const strides = stridesOf(g);
  return makeWalk(g, g.inHeight, g.inWidth, strides.x, strides.y, tapsOfInput);
}

function makeWalk(
  g: InvolutionGeometry,
  targetHeight: number,
  targetWidth: number,
  target: FeatureMapStrides,
  source: FeatureMapStrides,
  tapsOf: (axis: Axis) => Taps,
): Walk {
  const { kernel } = stridesOf(g);
  const rows: Axis = {
    inSize: g.inHeight,
    outSize: g.outHeight,
    kernelSize: g.kernelHeight,
    stride: g.strideHeight,
    dilation: g.dilationHeight,
    padBefore: g.padTop,
  };
  const columns: Axis = {
    inSize: g.inWidth,
    outSize: g.outWidth,
    kernelSize: g.kernelWidth,
    stride: g.strideWidth,
    dilation: g.dilationWidth,
    padBefore: g.padLeft,
  };
  return {
    batchSize: g.batchSize,
    targetHeight,
    targetWidth,
    groups: g.groups,
    channelsPerGroup: g.channelsPerGroup,
    target,
    source,
    kernel,
    rows: stepsOf(tapsOf(rows), source.row, kernel.row, kernel.tapRow),
    columns: stepsOf(tapsOf(columns), source.column, kernel.column, kernel.tapColumn),
  };
}

function stepsOf(
  { start, tap, source, output }: Taps,
  sourceStride: number,
  kernelStride: number,
  tapStride: number,
): Steps {
  return {
    start,
    source: source.map((position) => position * sourceStride),
    kernel: output.map((position, entry) => position * kernelStride + tap[entry] * tapStride),
  };
}
