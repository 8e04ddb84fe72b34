import {
  type Axis,
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
import type { Step, Taps } from './layout.ts';
import { maxOf } from './max-of.ts';
import { FLOAT } from './units.ts';

/** One spatial axis of a direction, with its taps worked out, in bytes. */
export interface AxisLoop {
  axis: Axis;
  /** Of each position of what is made. */
  targets: readonly Taps[];
  /** From each of its taps to the next. */
  step: Step;
  /** The most taps of a position. */
  mostTaps: number;
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

/**
 * The direction that an operation takes.
 *
 * @param kernel Strides of the kernel tensor, of three spatial axes. Default: those that the geometry's dialect says.
 */
export function directionOf(
  operation: Operation,
  geometry: InvolutionGeometry,
  kernel: KernelStrides = stridesOf(asVolume(geometry)).kernel,
): Direction {
  const volume = asVolume(geometry);
  const { x, y } = stridesOf(volume);
  const isForward = operation !== 'gradInput';
  const [source, target] = isForward ? [x, y] : [y, x];
  const [depth, rows, columns] = volume.axes.map((axis, k): AxisLoop => {
    const { targets, step } = (isForward ? tapsOfOutput : tapsOfInput)(axis);
    const bytes = {
      source: source.spatial[k]! * FLOAT,
      tap: kernel.taps[k]! * FLOAT,
      output: kernel.spatial[k]! * FLOAT,
    };
    const inBytes = ({ source, tap, output }: Tap): Step => ({
      source: source * bytes.source,
      kernel: tap * bytes.tap + output * bytes.output,
    });
    return {
      axis,
      targets: targets.map((first) => ({ count: first.count, ...inBytes(first) })),
      step: inBytes(step),
      mostTaps: maxOf(targets, ({ count }) => count),
      sourceSize: isForward ? axis.inSize : axis.outSize,
      targetBytes: target.spatial[k]! * FLOAT,
      bytes,
    };
  }) as [AxisLoop, AxisLoop, AxisLoop];
  return { geometry, target, source, kernel, depth, rows, columns, isForward };
}

/** An axis whose source is a copy: what were so many bytes there are so many others here. */
export function ofCopy(axis: AxisLoop, from: number, to: number): AxisLoop {
  const inCopy = <T extends Step>(taps: T): T => ({ ...taps, source: (taps.source / from) * to });
  return { ...axis, targets: axis.targets.map(inCopy), step: inCopy(axis.step) };
}
