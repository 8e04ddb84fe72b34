import { type Axis, outputOf, tapOffset } from './axis.ts';

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
export function tapsOfOutput(axis: Axis): AxisTaps {
  const { inSize, outSize, kernelSize, stride, dilation } = axis;
  const targets = Array.from({ length: outSize }, (_, output) => {
    const origin = output * stride + tapOffset(axis, 0);
    const tap = Math.max(0, Math.ceil(-origin / dilation));
    const end = Math.min(kernelSize, Math.ceil((inSize - origin) / dilation));
    return targetOf(end - tap, { source: origin + tap * dilation, tap, output });
  });
  return { targets, step: { source: dilation, tap: 1, output: 0 } };
}

/**
 * For each position of x the output positions that read it: the transpose of {@link tapsOfOutput}, for gradients.
 *
 * Taps that reach a position are a step of stride / gcd(stride, dilation) apart, so that finding one finds them all: the
 * work is that of the table, whatever the number of taps.
 */
export function tapsOfInput(axis: Axis): AxisTaps {
  const { inSize, outSize, kernelSize, stride, dilation } = axis;
  const divisor = greatestCommonDivisor(stride, dilation);
  const tapStep = stride / divisor;
  // The source is the output, and it ascends as the tap descends.
  const step = { source: dilation / divisor, tap: -tapStep, output: dilation / divisor };
  const targets = Array.from({ length: inSize }, (_, input) => {
    const candidates = Math.min(kernelSize, tapStep);
    let aligned = 0;
    while (aligned < candidates && !Number.isInteger(outputOf(axis, input, aligned))) aligned++;
    // None does: there is nothing from behind the last tap on.
    if (aligned === candidates) aligned = kernelSize;
    // Of the taps aligned + k·tapStep, those whose output position lies inside.
    const highest = outputOf(axis, input, aligned);
    const first = Math.max(0, Math.ceil((highest - (outSize - 1)) / step.output));
    const last = Math.min(Math.floor((kernelSize - 1 - aligned) / tapStep), Math.floor(highest / step.output));
    const output = highest - last * step.output;
    return targetOf(last - first + 1, { source: output, tap: aligned + last * tapStep, output });
  });
  return { targets, step };
}

function targetOf(count: number, first: Tap): Tap & { count: number } {
  return count > 0 ? { count, ...first } : { count: 0, source: 0, tap: 0, output: 0 };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
