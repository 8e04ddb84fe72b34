import {
  type Axis,
  type AxisTaps,
  asVolume,
  type FeatureMapStrides,
  type InvolutionGeometry,
  type KernelStrides,
  type Operation,
  stridesOf,
  type Tap,
  tapsOfInput,
  tapsOfOutput,
} from '@involution/core';

/** Bytes of a float32. */
export const FLOAT = 4;
/** Values in a vector. */
export const LANES = 4;

/** One spatial axis of a direction, with its taps worked out. */
export interface AxisLoop extends AxisTaps {
  axis: Axis;
  /** Positions of what is read. */
  sourceSize: number;
  /** Between neighbouring positions of what is made. */
  targetBytes: number;
  /** Between neighbours in the source, and between the weights of neighbouring taps and of neighbouring outputs. */
  bytes: Tap;
}

/** One direction through an involution, of three spatial axes: those that it has not are one position with one tap. */
export interface Direction {
  geometry: InvolutionGeometry;
  /** Strides of what is made (for the kernel's gradient: of dy), of what is read, and of the kernel tensor. */
  target: FeatureMapStrides;
  source: FeatureMapStrides;
  kernel: KernelStrides;
  depth: AxisLoop;
  rows: AxisLoop;
  columns: AxisLoop;
  isForward: boolean;
}

/** The direction that an operation takes. */
export function directionOf(operation: Operation, geometry: InvolutionGeometry): Direction {
  const volume = asVolume(geometry);
  const { x, y, kernel } = stridesOf(volume);
  const isForward = operation !== 'gradInput';
  const [source, target] = isForward ? [x, y] : [y, x];
  const [depth, rows, columns] = volume.axes.map((axis, k) => ({
    ...(isForward ? tapsOfOutput : tapsOfInput)(axis),
    axis,
    sourceSize: isForward ? axis.inSize : axis.outSize,
    targetBytes: target.spatial[k]! * FLOAT,
    bytes: {
      source: source.spatial[k]! * FLOAT,
      tap: kernel.taps[k]! * FLOAT,
      output: kernel.spatial[k]! * FLOAT,
    },
  })) as [AxisLoop, AxisLoop, AxisLoop];
  return { geometry, target, source, kernel, depth, rows, columns, isForward };
}

/** The distance of a tap's source, and of its weight, in bytes. */
export function offsetsOf({ source, tap, output }: Tap, { bytes }: AxisLoop): { source: number; kernel: number } {
  return { source: source * bytes.source, kernel: tap * bytes.tap + output * bytes.output };
}
