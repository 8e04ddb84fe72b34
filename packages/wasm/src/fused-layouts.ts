// The layouts of fused kernels, whose loops make the weights that they use.
import { asVolume, type FusedGeometry, outputPositions, stridesOf, tapCount } from '@involution/core';
import { type Direction, directionOf } from './direction.ts';
import type { FusedCall } from './fused-plan.ts';
import type { FusedCorrelateLoops, FusedLoops, FusedTransposedLoops, Generation, Loops } from './layout.ts';
import { loopsOf } from './loops.ts';
import { inRing, type NeededRows, ringOf } from './ring.ts';
import { align, type Layout, layOut } from './structure.ts';
import { transposedLoops } from './transposed.ts';
import { FLOAT } from './units.ts';
import { isInterleaved } from './variant.ts';

/** Kernels that are made together should stay in a core's cache until they are used. */
const MAX_TILE_BYTES = 48 * 1024;
/** Where those that a row of the target needs are more, they should stay in its second cache. */
const MAX_NEEDED_BYTES = 1024 * 1024;
/** Weights of so many groups are a multiple of a block of eight, or of a vector where no more of them divide G. */
const MAX_GROUPS = 8;

/** Of y or dx, with channels last. */
export function fusedChannelsLayout(geometry: FusedGeometry, call: FusedCall): Layout {
  const isForward = call.operation === 'fusedForward';
  const kernels = kernelsOf(geometry, call, isForward ? rowByRow(geometry) : rowsOfInput(geometry));
  const loops = loopsOf(directionTo(kernels, geometry, isForward ? 'forward' : 'gradInput'));
  return layOut<FusedLoops>(withKernels(loops, kernels));
}

/** Of y, over transposed copies. */
export function fusedTransposedLayout(geometry: FusedGeometry, call: FusedCall): Layout {
  const { channelsPerGroup } = geometry;
  const { part } = call;
  const kernels = kernelsOf(geometry, call, rowByRow(geometry), part.groups);
  const { groupsTogether } = kernels.generation;
  const direction = { ...directionTo(kernels, geometry, 'forward'), geometry: part };
  const loops = transposedLoops(direction, groupsTogether * channelsPerGroup);
  const inCopies = channelsPerGroup * FLOAT;
  return layOut<FusedTransposedLoops>({
    ...withKernels({ ...loops, sourceGroup: inCopies, targetGroup: inCopies }, kernels),
    sourceGroups: groupsTogether * loops.sourceGroup,
    targetGroups: groupsTogether * loops.targetGroup,
  });
}

/** Of the gradients of what kernels are made of. */
export function fusedCorrelateLayout(geometry: FusedGeometry, call: FusedCall): Layout {
  const kernels = kernelsOf(geometry, call, rowByRow(geometry), geometry.groups, align);
  const { pixelBytes, generation } = kernels;
  const { featureCount, weightCount } = generation;
  return layOut<FusedCorrelateLoops>({
    ...withKernels(loopsOf(directionTo(kernels, geometry, 'gradKernel')), kernels),
    sumBytes: pixelBytes,
    turned: { bytes: weightCount * featureCount * FLOAT },
    sums: { bytes: (featureCount + 1) * pixelBytes },
  });
}

/** The kernels of some groups, or their gradients, where they are made. */
interface MadeKernels {
  readonly generation: Generation;
  /** Rows that there is room for. */
  readonly ringRows: number;
  /** From one pixel to the next. */
  readonly pixelBytes: number;
  readonly rowBytes: number;
}

/**
 * @param groups Those that are computed, of the geometry's.
 * @param pad Makes bytes of a pixel so many as they take.
 */
function kernelsOf(
  geometry: FusedGeometry,
  { pixelsTogether }: FusedCall,
  needed: readonly (NeededRows | undefined)[],
  groups = geometry.groups,
  pad = (bytes: number): number => bytes,
): MadeKernels {
  const { featureCount, kernelOrder, dataFormat, axes } = geometry;
  const taps = tapCount(geometry);
  const width = axes.at(-1)!.outSize;
  const height = outputPositions(geometry) / width;
  const neededBytes = ringOf(needed, height, 1).size * width * taps * FLOAT;
  const most = isInterleaved(geometry) ? 1 : Math.min(MAX_GROUPS, MAX_NEEDED_BYTES / neededBytes);
  // With taps outermost, weights of some groups are no neighbours.
  const groupsTogether = kernelOrder === 'tap-major' ? groups : divisorUpTo(most, groups);
  const weightCount = groupsTogether * taps;
  const pixelBytes = pad(weightCount * FLOAT);
  const rowBytes = width * pixelBytes;
  const rowsTogether = Math.min(height, Math.max(1, Math.floor(MAX_TILE_BYTES / rowBytes)));
  const ring = ringOf(needed, height, rowsTogether);
  const pixelStep = (dataFormat === 'channelsLast' ? featureCount : 1) * FLOAT;
  const panelCount = Math.ceil((rowsTogether * width) / pixelsTogether);
  const tiles = ring.tiles.map(({ before, first, count }) => ({
    before,
    pixels: count * width,
    features: first * width * pixelStep,
    weights: (first % ring.size) * rowBytes,
  }));
  const generation = {
    groupsTogether,
    weightCount,
    featureCount,
    featureStep: dataFormat === 'channelsLast' ? FLOAT : outputPositions(geometry) * FLOAT,
    pixelStep,
    pixelsTogether,
    featureBatch: outputPositions(geometry) * featureCount * FLOAT,
    spanStep: geometry.groups * taps * FLOAT,
    tiles: [...tiles, { before: -1, pixels: 0, features: 0, weights: 0 }],
    made: { bytes: ring.size * rowBytes },
    panels: { bytes: panelCount * pixelsTogether * featureCount * FLOAT },
  };
  return { generation, ringRows: ring.size, pixelBytes, rowBytes };
}

/** The greatest divisor that is not above a number; at least 1. */
function divisorUpTo(most: number, of: number): number {
  let divisor = Math.max(1, Math.floor(Math.min(most, of)));
  while (of % divisor) divisor--;
  return divisor;
}

/** What rows of y need: each its own row. */
function rowByRow({ axes }: FusedGeometry): NeededRows[] {
  const height = axes.slice(0, -1).reduce((rows, { outSize }) => rows * outSize, 1);
  return Array.from({ length: height }, (_, row) => ({ first: row, last: row }));
}

/** What rows of dx need: those of the rows of dy that they are made of. */
function rowsOfInput(geometry: FusedGeometry): (NeededRows | undefined)[] {
  const direction = directionOf('gradInput', geometry);
  const bytes = direction.rows.bytes.source;
  return loopsOf(direction).rows.map(({ count, source, last }) =>
    count > 0 ? { first: source / bytes, last: last / bytes } : undefined,
  );
}

/** To kernels that lie row after row, as if there were room for all of them. */
function directionTo(
  { pixelBytes, rowBytes }: MadeKernels,
  geometry: FusedGeometry,
  operation: 'forward' | 'gradInput' | 'gradKernel',
): Direction {
  const volume = asVolume(geometry);
  const { group, taps } = stridesOf({ ...volume, dataFormat: 'channelsLast' }).kernel;
  const [pixel, row] = [pixelBytes / FLOAT, rowBytes / FLOAT];
  const spatial = [volume.axes[1].outSize * row, row, pixel];
  return directionOf(operation, geometry, { batch: 0, group, taps, spatial });
}

/** Loops that find their weights where they are made. */
function withKernels<L extends Loops>(
  loops: L,
  { generation, ringRows, rowBytes }: MadeKernels,
): L & { generation: readonly [Generation] } {
  return { ...inRing(loops, ringRows, rowBytes), generation: [generation] };
}
