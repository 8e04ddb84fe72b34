import {
  type Axis,
  type AxisTaps,
  axesOf,
  type FeatureMapStrides,
  type InvolutionGeometry,
  type KernelStrides,
  stridesOf,
  tapsOfInput,
  tapsOfOutput,
} from '@involution/core';

/** Taps along an axis with their distances in memory worked out. */
export interface Steps {
  /** Of each target position the first entry of its taps; the next position's is where they end. */
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
  tapsOf: (axis: Axis) => AxisTaps,
): Walk {
  const { kernel } = stridesOf(g);
  const axes = axesOf(g);
  return {
    batchSize: g.batchSize,
    targetHeight,
    targetWidth,
    groups: g.groups,
    channelsPerGroup: g.channelsPerGroup,
    target,
    source,
    kernel,
    rows: stepsOf(tapsOf(axes.rows), source.row, kernel.row, kernel.tapRow),
    columns: stepsOf(tapsOf(axes.columns), source.column, kernel.column, kernel.tapColumn),
  };
}

function stepsOf({ targets, step }: AxisTaps, sourceStride: number, kernelStride: number, tapStride: number): Steps {
  const start = new Int32Array(targets.length + 1);
  targets.forEach(({ count }, target) => {
    start[target + 1] = start[target] + count;
  });
  const source = new Int32Array(start[targets.length]);
  const kernel = new Int32Array(start[targets.length]);
  targets.forEach((first, target) => {
    for (let k = 0; k < first.count; k++) {
      const entry = start[target] + k;
      source[entry] = (first.source + k * step.source) * sourceStride;
      kernel[entry] = (first.output + k * step.output) * kernelStride + (first.tap + k * step.tap) * tapStride;
    }
  });
  return { start, source, kernel };
}
