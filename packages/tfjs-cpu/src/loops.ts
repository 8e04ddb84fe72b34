import {
  type Axis,
  type AxisTaps,
  type FeatureMapStrides,
  type InvolutionGeometry,
  type KernelStrides,
  planarAxes,
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
export interface Loops {
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
export function loopsOverOutput(g: InvolutionGeometry): Loops {
  const { x, y } = stridesOf(g);
  return makeLoops(g, { target: y, targetSize: 'outSize', source: x, tapsOf: tapsOfOutput });
}

/** From each pixel of x to the pixels of y whose window holds it. */
export function loopsOverInput(g: InvolutionGeometry): Loops {
  const { x, y } = stridesOf(g);
  return makeLoops(g, { target: x, targetSize: 'inSize', source: y, tapsOf: tapsOfInput });
}

interface Direction {
  target: FeatureMapStrides;
  targetSize: 'inSize' | 'outSize';
  source: FeatureMapStrides;
  tapsOf: (axis: Axis) => AxisTaps;
}

function makeLoops(g: InvolutionGeometry, { target, targetSize, source, tapsOf }: Direction): Loops {
  const { kernel } = stridesOf(g);
  const [height, width] = planarAxes(g, 'the TypeScript kernels');
  const steps = (axis: Axis, k: 0 | 1) =>
    stepsOf(tapsOf(axis), source.spatial[k]!, kernel.spatial[k]!, kernel.taps[k]!);
  return {
    batchSize: g.batchSize,
    targetHeight: height[targetSize],
    targetWidth: width[targetSize],
    groups: g.groups,
    channelsPerGroup: g.channelsPerGroup,
    target,
    source,
    kernel,
    rows: steps(height, 0),
    columns: steps(width, 1),
  };
}

function stepsOf({ targets, step }: AxisTaps, sourceStride: number, kernelStride: number, tapStride: number): Steps {
  const start = new Int32Array(targets.length + 1);
  targets.forEach(({ count }, target) => {
    start[target + 1] = start[target]! + count;
  });
  const source = new Int32Array(start[targets.length]!);
  const kernel = new Int32Array(start[targets.length]!);
  targets.forEach((first, target) => {
    for (let k = 0; k < first.count; k++) {
      const entry = start[target]! + k;
      source[entry] = (first.source + k * step.source) * sourceStride;
      kernel[entry] = (first.output + k * step.output) * kernelStride + (first.tap + k * step.tap) * tapStride;
    }
  });
  return { start, source, kernel };
}
