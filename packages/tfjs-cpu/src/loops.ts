import {
  type Axis,
  type AxisTaps,
  asVolume,
  type FeatureMapStrides,
  type InvolutionGeometry,
  type KernelStrides,
  stridesOf,
  tapsOfInput,
  tapsOfOutput,
} from '@involution/core';

/** Taps along an axis, or along two of them at once, with their distances in memory worked out. */
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
  /** Rows of all slices of depth. */
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
  return makeLoops(g, { target: 'y', source: 'x', tapsOf: tapsOfOutput });
}

/** From each pixel of x to the pixels of y whose window holds it. */
export function loopsOverInput(g: InvolutionGeometry): Loops {
  return makeLoops(g, { target: 'x', source: 'y', tapsOf: tapsOfInput });
}

interface Direction {
  target: 'x' | 'y';
  source: 'x' | 'y';
  tapsOf: (axis: Axis) => AxisTaps;
}

function makeLoops(g: InvolutionGeometry, { target, source, tapsOf }: Direction): Loops {
  const volume = asVolume(g);
  const strides = stridesOf(volume);
  const { kernel } = strides;
  const [depth, height, width] = volume.axes.map((axis, k) =>
    stepsOf(tapsOf(axis), strides[source].spatial[k]!, kernel.spatial[k]!, kernel.taps[k]!),
  ) as [Steps, Steps, Steps];
  const rows = productOf(depth, height);
  return {
    batchSize: g.batchSize,
    targetHeight: rows.start.length - 1,
    targetWidth: width.start.length - 1,
    groups: g.groups,
    channelsPerGroup: g.channelsPerGroup,
    target: strides[target],
    source: strides[source],
    kernel,
    rows,
    columns: width,
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

/** The taps of each position along one axis at each position along the next: rows of a volume, one slice after the other. */
function productOf(outer: Steps, inner: Steps): Steps {
  const start = [0];
  const source: number[] = [];
  const kernel: number[] = [];
  for (let a = 1; a < outer.start.length; a++) {
    for (let b = 1; b < inner.start.length; b++) {
      for (let u = outer.start[a - 1]!; u < outer.start[a]!; u++) {
        for (let v = inner.start[b - 1]!; v < inner.start[b]!; v++) {
          source.push(outer.source[u]! + inner.source[v]!);
          kernel.push(outer.kernel[u]! + inner.kernel[v]!);
        }
      }
      start.push(source.length);
    }
  }
  return { start: Int32Array.from(start), source: Int32Array.from(source), kernel: Int32Array.from(kernel) };
}
