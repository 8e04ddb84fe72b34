import type { InvolutionGeometry, Operation } from '@involution/core';
import { type ShaderAxis, skipsColumns, targetOf, walkedAxis, withShaderAxes } from './axes.ts';
import { type Source, sourcesReachingInputs, sourcesUnderOutputs } from './sources.ts';

/** How a shader is written. Every variant of an operation computes the same sums. */
export interface Variant {
  /** Channels that one invocation handles at a time: 4 as the parts of a vec4, or 1. */
  readonly lanes: 1 | 4;
  /** Pixels of the walked axis that one invocation computes, so that what they share is loaded once. */
  readonly pixels: number;
  /** Whether the taps of the walked axis are written out one by one. If not, a loop walks them, and `pixels` is 1. */
  readonly isUnrolled: boolean;
  /** How a workgroup loads weights together; none where each invocation loads its own. */
  readonly shared?: SharedWeights;
  /** Whether invocations that want the same position's channels take its halves in turn. */
  readonly alternates?: boolean;
  /** Whether neighbouring invocations have neighbouring taps of the axes across, in place of neighbouring columns. */
  readonly tapsFirst?: boolean;
}

/** What of y or x a workgroup covers that loads its weights together. */
export interface SharedWeights {
  /** Steps of channels. */
  readonly channels: number;
  /** Blocks of pixels, all in one line. */
  readonly blocks: number;
  /** Groups that these channels belong to. */
  readonly groups: number;
  /** Columns of y whose weights the workgroup wants. */
  readonly columns: number;
  /** Columns of y from one block to the next. */
  readonly columnsOfBlock: number;
}

/** Invocations of a workgroup: two waves of the widest hardware, and few enough for any device. */
export const WORKGROUP_SIZE = 64;

/** Pixels per invocation where nothing speaks against it. */
const PREFERRED_PIXELS = 4;
/** Rows per invocation in channels first, at most. */
const MAX_ROWS = 7;
/** Products that a shader's text may hold: compilers take long for more. */
export const MAX_PRODUCTS = 128;
/** Sums that an invocation may keep in registers. */
export const MAX_SUMS = 64;
/** Largest stride for which the gradient for x is written out. */
const MAX_UNROLLED_STRIDE = 8;
/** Invocations that issue a load together, on most GPUs. */
const SUBGROUP_SIZE = 32;

/** What a variant can depend on beside the geometry. */
export interface VariantOptions {
  /**
   * `device.adapterInfo.isFallbackAdapter`: whether the GPU is in truth the processor, where invocations do not load at the
   * same time, and cost more than they save when they wait for each other. Default: false.
   */
  readonly isFallbackAdapter?: boolean;
}

/** The variant for a geometry. Only what shapes the shader's text decides, and of the sizes only small ones. */
export function chooseVariant(
  operation: Operation,
  geometry: InvolutionGeometry,
  { isFallbackAdapter = false }: VariantOptions = {},
): Variant {
  const g = withShaderAxes(geometry);
  const lanes = lanesFor(operation, g);
  const walked = walkedAxis(g);
  const pixels = pixelCandidates(operation, g, isFallbackAdapter).find((candidate) =>
    isAffordable(operation, walked, candidate),
  );
  const isOrdered = !isFallbackAdapter && operation === 'gradKernel';
  // A vec4 is half a sector. Where a group's channels are whole sectors, invocations of two rows share them out.
  const alternates = isOrdered && lanes === 4 && g.channelsPerGroup % 8 === 0 && g.axes.at(-2)!.outSize > 1;
  const tapsFirst = isOrdered && skipsColumns(g);
  const isUnrolled = pixels !== undefined;
  const shared = isUnrolled && !isFallbackAdapter ? sharedWeights(operation, g, lanes, pixels) : undefined;
  return { lanes, pixels: pixels ?? 1, isUnrolled, alternates, tapsFirst, shared };
}

/** Weights in a workgroup's memory: 8 KiB, half of what every device has. */
const MAX_SHARED_WEIGHTS = 2048;
/** Groups of a subgroup's channels, past which their weights are too far apart for each invocation to load its own. */
const MAX_GROUPS_APART = 4;

/**
 * How a workgroup shares weights: channels last, where neighbouring invocations want those of many groups, which lie a
 * window apart.
 */
export function sharedWeights(
  operation: Operation,
  g: InvolutionGeometry,
  lanes: 1 | 4,
  pixels: number,
): SharedWeights | undefined {
  if (operation === 'gradKernel' || g.dataFormat === 'channelsFirst' || g.kernelOrder === 'tap-major') return undefined;
  if (g.channelGrouping === 'interleaved') return undefined;
  const channelsOfGroup = g.channelsPerGroup / lanes;
  if (SUBGROUP_SIZE / channelsOfGroup <= MAX_GROUPS_APART) return undefined;
  const walked = walkedAxis(g);
  const size = walked[`${targetOf(operation)}Size`];
  const mostBlocks = Math.min(4, Math.ceil(size / pixels));
  const groups = Math.min(g.groups, Math.floor(WORKGROUP_SIZE / mostBlocks / channelsOfGroup));
  const channels = groups * channelsOfGroup;
  const blocks = Math.min(Math.floor(WORKGROUP_SIZE / channels), Math.ceil(size / pixels));
  // Where there is little of everything, most invocations would have nothing to do.
  if (channels * blocks < WORKGROUP_SIZE / 2) return undefined;
  const columnsOfBlock = operation === 'forward' ? pixels : pixels / walked.stride;
  const reach = operation === 'forward' ? pixels : spanOf(sourcesReachingInputs(walked, pixels));
  const columns = (blocks - 1) * columnsOfBlock + reach;
  if (columns * groups * walked.kernelSize > MAX_SHARED_WEIGHTS) return undefined;
  return { channels, blocks, groups, columns, columnsOfBlock };
}

/** Positions from the first source to the last. */
function spanOf(sources: readonly Source[]): number {
  return sources.at(-1)!.offset - sources[0]!.offset + 1;
}

/** Four channels go together where they share one weight, or where their weights are four neighbouring groups'. */
function lanesFor(operation: Operation, g: InvolutionGeometry): 1 | 4 {
  const isBlocked = g.channelGrouping === 'blocked';
  // The sum of the kernel's gradient runs over a group's channels: a dot product where they are neighbours in memory.
  if (operation === 'gradKernel')
    return isBlocked && g.dataFormat === 'channelsLast' && g.channelsPerGroup % 4 === 0 ? 4 : 1;
  return (isBlocked ? g.channelsPerGroup : g.groups) % 4 === 0 ? 4 : 1;
}

/** Numbers of pixels worth trying, best first. */
function pixelCandidates(operation: Operation, g: InvolutionGeometry, isFallbackAdapter: boolean): number[] {
  const walked = walkedAxis(g);
  const size = walked[`${targetOf(operation)}Size`];
  // A block of whole strides of x: which taps reach a pixel is then the same for every block.
  const step = operation === 'gradInput' ? walked.stride : 1;
  if (step > MAX_UNROLLED_STRIDE) return [];
  const wholeSteps = (pixels: number) => step * Math.ceil(pixels / step);
  if (g.dataFormat === 'channelsLast' || (walked.name === 'Width' && isFallbackAdapter))
    return [wholeSteps(Math.min(PREFERRED_PIXELS, size)), step];
  // Of neighbouring columns, channels first, each invocation has one: its neighbours have the next.
  if (walked.name === 'Width') return [step];
  // More rows than taps share little of x; of the kernel's gradient, they share what goes over the channels.
  const useful = operation === 'gradKernel' ? MAX_ROWS : Math.max(PREFERRED_PIXELS, walked.kernelSize);
  const most = Math.min(useful, MAX_ROWS, size);
  const rows = Array.from({ length: Math.ceil(most / step) }, (_, k) => step * (k + 1)).reverse();
  const sourcesOf = operation === 'gradInput' ? sourcesReachingInputs : sourcesUnderOutputs;
  const positions = (pixels: number) => Math.ceil(size / pixels) * sourcesOf(walked, pixels).length;
  return rows.sort((a, b) => positions(a) - positions(b));
}

function isAffordable(operation: Operation, { kernelSize, stride }: ShaderAxis, pixels: number): boolean {
  switch (operation) {
    case 'forward':
      return kernelSize * pixels <= MAX_PRODUCTS;
    case 'gradInput':
      return (kernelSize * pixels) / stride <= MAX_PRODUCTS;
    case 'gradKernel':
      return kernelSize * pixels <= MAX_SUMS;
  }
}
