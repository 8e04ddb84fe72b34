import type { InvolutionGeometry } from './geometry.ts';

/** One axis of the window. */
export interface Axis {
  inSize: number;
  outSize: number;
  kernelSize: number;
  stride: number;
  dilation: number;
  padBefore: number;
}

/** The axes of a geometry's window. */
export function axesOf(g: InvolutionGeometry): { rows: Axis; columns: Axis } {
  return {
    rows: {
      inSize: g.inHeight,
      outSize: g.outHeight,
      kernelSize: g.kernelHeight,
      stride: g.strideHeight,
      dilation: g.dilationHeight,
      padBefore: g.padTop,
    },
    columns: {
      inSize: g.inWidth,
      outSize: g.outWidth,
      kernelSize: g.kernelWidth,
      stride: g.strideWidth,
      dilation: g.dilationWidth,
      padBefore: g.padLeft,
    },
  };
}

/** Positions that a weight joins along an axis. */
export interface Tap {
  /** Of the tensor that is read. */
  source: number;
  /** Of the window. */
  tap: number;
  /** Of the output, which is whose weight it is. */
  output: number;
}

/**
 * Which taps lie inside, worked out once per row and once per column, so that no loop over products has to ask.
 *
 * For each target position along an axis its taps that lie inside, with ascending source. From one tap to the next each
 * of the three changes by the same step everywhere.
 */
export interface AxisTaps {
  /** For each target position its number of taps and the first of them; without taps, zeros. */
  targets: (Tap & { count: number })[];
  step: Tap;
}

/** For each output position the positions of x under its taps. */
export function tapsOfOutput({ inSize, outSize, kernelSize, stride, dilation, padBefore }: Axis): AxisTaps {
  const targets = Array.from({ length: outSize }, (_, output) => {
    const origin = output * stride - padBefore;
    const tap = Math.max(0, Math.ceil(-origin / dilation));
    const end = Math.min(kernelSize, Math.ceil((inSize - origin) / dilation));
    return targetOf(end - tap, { source: origin + tap * dilation, tap, output });
  });
  return { targets, step: { source: dilation, tap: 1, output: 0 } };
}

/** For each position of x the output positions that read it: the transpose of {@link tapsOfOutput}, for gradients. */
export function tapsOfInput({ inSize, outSize, kernelSize, stride, dilation, padBefore }: Axis): AxisTaps {
  const divisor = greatestCommonDivisor(stride, dilation);
  // The source is the output, and it ascends as the tap descends.
  const step = { source: dilation / divisor, tap: -stride / divisor, output: dilation / divisor };
  const targets = Array.from({ length: inSize }, (_, input) => {
    const outputOf = (tap: number) => (input + padBefore - tap * dilation) / stride;
    const isInside = (output: number) => Number.isInteger(output) && output >= 0 && output < outSize;
    const taps = Array.from({ length: kernelSize }, (_, k) => kernelSize - 1 - k).filter((tap) =>
      isInside(outputOf(tap)),
    );
    const output = taps.length > 0 ? outputOf(taps[0]) : 0;
    return targetOf(taps.length, { source: output, tap: taps[0], output });
  });
  return { targets, step };
}

function targetOf(count: number, first: Tap): Tap & { count: number } {
  return count > 0 ? { count, ...first } : { count: 0, source: 0, tap: 0, output: 0 };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
