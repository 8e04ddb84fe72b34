import type { Axis, InvolutionGeometry, Operation } from '@involution/core';
import { widthOf } from './axes.ts';

/** How a shader is written. Every variant of an operation computes the same sums. */
export interface Variant {
  /** Channels that one invocation handles at a time: 4 as the parts of a vec4, or 1. */
  readonly lanes: 1 | 4;
  /** Neighbouring columns that one invocation computes, so that what they share is loaded once. */
  readonly pixels: number;
  /** Whether the taps of a kernel row are written out one by one. If not, a loop walks them, and `pixels` is 1. */
  readonly isUnrolled: boolean;
}

/** Columns per invocation where nothing speaks against it. */
const PREFERRED_PIXELS = 4;
/** Products that a shader's text may hold: compilers take long for more. */
const MAX_PRODUCTS = 128;
/** Sums that an invocation may keep in registers. */
const MAX_SUMS = 64;
/** Largest column stride for which the gradient for x is written out. */
const MAX_UNROLLED_STRIDE = 8;

/** The variant for a geometry. Only what shapes the shader's text decides, and of the sizes only small widths. */
export function chooseVariant(operation: Operation, g: InvolutionGeometry): Variant {
  const lanes = lanesFor(operation, g);
  const width = widthOf(g);
  const pixels = pixelCandidates(operation, width).find((candidate) => isAffordable(operation, width, candidate));
  return pixels === undefined ? { lanes, pixels: 1, isUnrolled: false } : { lanes, pixels, isUnrolled: true };
}

/** Four channels go together where they share one weight, or where their weights are four neighbouring groups'. */
function lanesFor(operation: Operation, g: InvolutionGeometry): 1 | 4 {
  const isBlocked = g.channelGrouping === 'blocked';
  // The sum of the kernel's gradient runs over a group's channels: a dot product where they are neighbours in memory.
  if (operation === 'gradKernel')
    return isBlocked && g.dataFormat === 'channelsLast' && g.channelsPerGroup % 4 === 0 ? 4 : 1;
  return (isBlocked ? g.channelsPerGroup : g.groups) % 4 === 0 ? 4 : 1;
}

/** Numbers of columns worth trying, best first. */
function pixelCandidates(operation: Operation, { inSize, outSize, stride }: Axis): number[] {
  if (operation !== 'gradInput') return [Math.min(PREFERRED_PIXELS, outSize), 1];
  if (stride > MAX_UNROLLED_STRIDE) return [];
  // A block of whole strides: which taps reach a column is then the same for every block.
  return [stride * Math.ceil(Math.min(PREFERRED_PIXELS, inSize) / stride), stride];
}

function isAffordable(operation: Operation, { kernelSize, stride }: Axis, pixels: number): boolean {
  switch (operation) {
    case 'forward':
      return kernelSize * pixels <= MAX_PRODUCTS;
    case 'gradInput':
      return (kernelSize * pixels) / stride <= MAX_PRODUCTS;
    case 'gradKernel':
      return kernelSize * pixels <= MAX_SUMS;
  }
}
