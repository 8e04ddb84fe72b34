// One spatial axis of an involution: a one-dimensional window that slides over it. Everything that more axes need is this,
// once for each.

/** A window along one spatial axis. */
export interface Axis {
  /** Positions of x. */
  readonly inSize: number;
  /** Positions of y. */
  readonly outSize: number;
  /** K: taps of the window. */
  readonly kernelSize: number;
  /** Step between output positions, in input positions. */
  readonly stride: number;
  /** Distance between taps, in input positions. */
  readonly dilation: number;
  /** Zeros before the first position of x. */
  readonly padBefore: number;
  /** Zeros behind the last position of x. */
  readonly padAfter: number;
}

/** What a window is before it is laid over an axis of some size. */
export type WindowOfAxis = Pick<Axis, 'kernelSize' | 'stride' | 'dilation'>;

/**
 * Output positions along an axis, as in every framework's convolution: floor((size − d·(K − 1) − 1) / s) + 1.
 *
 * @param paddedSize Size of x with its padding.
 * @returns Below 1 when the window does not fit.
 */
export function outputSize(paddedSize: number, { kernelSize, stride, dilation }: WindowOfAxis): number {
  return Math.floor((paddedSize - dilation * (kernelSize - 1) - 1) / stride) + 1;
}

/**
 * TensorFlow's SAME padding: as many outputs as strides fit; of an odd total the extra position is at the end.
 *
 * @returns Zeros before and behind.
 */
export function samePads(inSize: number, { kernelSize, stride, dilation }: WindowOfAxis): readonly [number, number] {
  const total = Math.max(0, (Math.ceil(inSize / stride) - 1) * stride + dilation * (kernelSize - 1) + 1 - inSize);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** The position of x that a tap reads at output position 0; negative in the padding. At output position o it is o·stride further. */
export function tapOffset({ dilation, padBefore }: Axis, tap: number): number {
  return tap * dilation - padBefore;
}

/** The output position that a tap joins with a position of x; no integer where it joins none, and it may lie outside. */
export function outputOf(axis: Axis, input: number, tap: number): number {
  return (input - tapOffset(axis, tap)) / axis.stride;
}

/** A position seen as one of every `stride`-th: in a phase, the taps of neighbouring windows are neighbours. */
export interface PhasePosition {
  /** Which phase, 0 … stride − 1. */
  phase: number;
  /** Position within the phase. */
  index: number;
}

/** The phase of a position, which may be negative, for a stride. */
export function phaseOf(position: number, stride: number): PhasePosition {
  const index = Math.floor(position / stride);
  return { phase: position - index * stride, index };
}

/**
 * An axis without what says nothing: a stride where there is one output position, a dilation where there is one tap. Both
 * may be of any size there, past what 32 bits hold, and would make programs differ that compute the same.
 */
export function withoutIdleSteps(axis: Axis): Axis {
  const stride = axis.outSize === 1 ? 1 : axis.stride;
  return { ...axis, stride, dilation: axis.kernelSize === 1 ? 1 : axis.dilation };
}
