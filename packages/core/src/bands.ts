// A part of an involution: some neighbouring rows of y, or of the gradient for x. Where the tensors between are too large for
// all rows at once, they are made for one band after the other.
import type { Axis } from './axis.ts';
import { type InvolutionGeometry, kernelShapeOf } from './geometry.ts';
import { sizeOf } from './shape.ts';

/** Positions from `begin` up to, but without, `end`. */
export interface Interval {
  /** The first. */
  readonly begin: number;
  /** That behind the last. */
  readonly end: number;
}

/** Neighbouring positions of y along an axis. */
export interface Band {
  /** Those of y. */
  readonly outputs: Interval;
  /** Those of x that their windows reach: none where all the windows lie in the padding. */
  readonly inputs: Interval;
  /** The axis of the band alone, whose x is that of `inputs`. */
  readonly axis: Axis;
}

/**
 * Some outputs of an axis with the inputs that they need.
 *
 * @param begin The first output.
 * @param end That behind the last one.
 */
export function bandOf(axis: Axis, begin: number, end: number): Band {
  const { kernelSize, stride, dilation, padBefore, inSize } = axis;
  const first = begin * stride - padBefore;
  const behindLast = (end - 1) * stride - padBefore + (kernelSize - 1) * dilation + 1;
  const [from, to] = [Math.max(0, first), Math.min(inSize, behindLast)];
  const inputs = from < to ? { begin: from, end: to } : { begin: 0, end: 0 };
  const pads = { padBefore: inputs.begin - first, padAfter: behindLast - inputs.end };
  const sizes = { inSize: inputs.end - inputs.begin, outSize: end - begin };
  return { outputs: { begin, end }, inputs, axis: { ...axis, ...sizes, ...pads } };
}

/**
 * The outputs whose windows reach some inputs of an axis, as a band; `undefined` where no window does. With dilations and
 * strides some of them may reach none of these inputs.
 *
 * @param begin The first input.
 * @param end That behind the last one.
 */
export function bandOfInputs(axis: Axis, begin: number, end: number): Band | undefined {
  const { kernelSize, stride, dilation, padBefore, outSize } = axis;
  const first = Math.max(0, Math.ceil((begin + padBefore - (kernelSize - 1) * dilation) / stride));
  const last = Math.min(outSize - 1, Math.floor((end - 1 + padBefore) / stride));
  return first <= last ? bandOf(axis, first, last + 1) : undefined;
}

/** Divides positions into intervals of one size, but for the last, which may be smaller. */
export function intervalsOf(size: number, maxSize: number): Interval[] {
  const count = Math.ceil(size / maxSize);
  const step = Math.ceil(size / count);
  return Array.from({ length: Math.ceil(size / step) }, (_, k) => ({
    begin: k * step,
    end: Math.min(size, (k + 1) * step),
  }));
}

/** The most bytes that a kernel tensor in float32 should have. */
const MAX_KERNEL_BYTES = 64 * 2 ** 20;

/** How many outputs along the first axis of a geometry have a kernel tensor that is not too large, 64 MiB; 1 at least. */
export function maxKernelRows(geometry: InvolutionGeometry): number {
  const { outSize } = geometry.axes[0]!;
  const rowBytes = (sizeOf(kernelShapeOf(geometry)) / outSize) * Float32Array.BYTES_PER_ELEMENT;
  return Math.max(1, Math.floor(MAX_KERNEL_BYTES / rowBytes));
}
