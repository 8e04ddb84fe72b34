// What of y can be computed at the same time: some channels of one batch entry, by one plan for all.
import {
  type FusedGeometry,
  type InvolutionGeometry,
  isFused,
  outputPositions,
  stridesOf,
  tapCount,
} from '@involution/core';
import type { Plan } from './plan.ts';
import { FLOAT, LANES } from './units.ts';

/** The operations that are divided. */
export type ForwardOperation = Extract<Plan['operation'], 'forward' | 'fusedForward'>;

/** Parts of y that are alike. */
export interface Parts {
  /** The sizes of each of them. Its strides are those of the whole. */
  readonly part: InvolutionGeometry;
  /** For each, the distances in bytes from the beginnings of the operands, in their order, and of y to those of its own. */
  readonly distances: readonly (readonly number[])[];
}

/** Multiply-adds of a part that take a thread longer than to be told of it. */
const LEAST_MULTIPLY_ADDS = 2 ** 17;

/** As many parts as are worth it, of so many at most, more or less. */
export function worthwhilePartsOf(operation: ForwardOperation, geometry: InvolutionGeometry, most: number): Parts {
  const { batchSize, channels } = geometry;
  const multiplyAdds = batchSize * channels * outputPositions(geometry) * tapCount(geometry);
  return partsOf(operation, geometry, Math.max(1, Math.min(most, Math.floor(multiplyAdds / LEAST_MULTIPLY_ADDS))));
}

/**
 * Divides y, with channels first and by kernels with SIMD.
 *
 * @param wanted How many parts there should be. There are more or less of them where y has no such divisor.
 */
export function partsOf(operation: ForwardOperation, geometry: InvolutionGeometry, wanted: number): Parts {
  const part = wanted === 1 ? geometry : partOf(operation, geometry, Math.ceil(wanted / geometry.batchSize));
  return { part, distances: distancesOf(operation, geometry, part) };
}

function partOf(operation: ForwardOperation, g: InvolutionGeometry, ofEntry: number): InvolutionGeometry {
  // Kernels with taps outermost are made of all groups at a time, and for all channels of a group.
  const byGroups = isFused(operation) && g.kernelOrder === 'tap-major' ? 1 : divisorFrom(ofEntry, g.groups);
  const wholeLanes = isFused(operation) || g.channelsPerGroup % LANES ? 1 : g.channelsPerGroup / LANES;
  const byChannels = divisorFrom(Math.ceil(ofEntry / byGroups), wholeLanes);
  const groups = g.groups / byGroups;
  const channelsPerGroup = g.channelsPerGroup / byChannels;
  return { ...g, batchSize: 1, groups, channelsPerGroup, channels: groups * channelsPerGroup };
}

/** The least divisor that is not below a number, or all of what is divided. */
function divisorFrom(least: number, of: number): number {
  let divisor = Math.min(least, of);
  while (of % divisor) divisor++;
  return divisor;
}

function distancesOf(operation: ForwardOperation, g: InvolutionGeometry, part: InvolutionGeometry): number[][] {
  const { x, y, kernel } = stridesOf(g);
  const distances: number[][] = [];
  for (let n = 0; n < g.batchSize; n += part.batchSize) {
    for (let group = 0; group < g.groups; group += part.groups) {
      for (let channel = 0; channel < g.channelsPerGroup; channel += part.channelsPerGroup) {
        const ofMap = (map: typeof x) => n * map.batch + group * map.group + channel * map.channelInGroup;
        const span = group * tapCount(g);
        const weights = isFused(operation)
          ? [n * (g as FusedGeometry).featureCount * outputPositions(g), span, span]
          : [n * kernel.batch + group * kernel.group];
        distances.push([ofMap(x), ...weights, ofMap(y)].map((distance) => distance * FLOAT));
      }
    }
  }
  return distances;
}
