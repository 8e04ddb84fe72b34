import {
  asVolume,
  FUSED_OPERATIONS,
  type FusedGeometry,
  type FusedOperation,
  fusedShapeOf,
  InvolutionError,
  outputPositions,
  stridesOf,
  tapCount,
  yShapeOf,
} from '@involution/core';
import { type Direction, directionOf, FLOAT } from './direction.ts';
import type { FusedLoops, FusedTransposedLoops, Generation, Loops } from './layout.ts';
import { loopsOf } from './loops.ts';
import { bytesOf, type Plan } from './plan.ts';
import { type Layout, layOut } from './structure.ts';
import { transposedLoops } from './transposed.ts';
import { chooseFusedVariant, type FusedVariant, isInterleaved } from './variant.ts';

/** Kernels that are made together should stay in a core's cache until they are used. */
const MAX_TILE_BYTES = 48 * 1024;
/** Where a row of groups is more, it should stay in its second cache. */
const MAX_ROW_BYTES = 256 * 1024;
/** Weights of so many groups are a multiple of a block of eight, or of a vector where no more of them divide G. */
const MAX_GROUPS = 8;

/**
 * Works out a call of a fused operation.
 *
 * @throws InvolutionError `INVALID_OPTIONS` where there is no kernel for it, `DEVICE_LIMIT_EXCEEDED` when an operand takes
 * 2 GiB or more.
 */
export function makeFusedPlan(operation: FusedOperation, geometry: FusedGeometry, hasSimd: boolean): Plan {
  const variant = chooseFusedVariant(geometry, hasSimd);
  if (!variant) {
    const message = `There is no kernel for ${operation} in this geometry, as canFuse says.`;
    throw new InvolutionError('INVALID_OPTIONS', 'operation', message);
  }
  const operandBytes = Object.fromEntries(
    FUSED_OPERATIONS[operation].operands.map((name) => [name, bytesOf(name, fusedShapeOf(geometry, name))]),
  );
  const outputBytes = bytesOf('y', yShapeOf(geometry));
  const layout = LAYOUTS[variant](geometry, generationOf(geometry));
  return { operation, operandBytes, outputBytes, kernel: `fuse_${variant}`, ...layout };
}

const LAYOUTS: Readonly<Record<FusedVariant, (geometry: FusedGeometry, generation: Generation) => Layout>> = {
  channels: (geometry, generation) =>
    layOut<FusedLoops>(withTiles(loopsOf(directionTo(geometry, generation)), generation)),
  transposed(geometry, generation) {
    const { channelsPerGroup } = geometry;
    const direction = directionTo(geometry, generation);
    const loops = transposedLoops(direction, generation.groupsTogether * channelsPerGroup);
    const inCopies = channelsPerGroup * FLOAT;
    return layOut<FusedTransposedLoops>({
      ...withTiles({ ...loops, sourceGroup: inCopies, targetGroup: inCopies }, generation),
      sourceGroups: generation.groupsTogether * loops.sourceGroup,
      targetGroups: generation.groupsTogether * loops.targetGroup,
      featureStep: outputPositions(geometry) * FLOAT,
      featureCopy: { bytes: generation.rowsTogether * loops.targetWidth * geometry.featureCount * FLOAT },
    });
  },
};

function generationOf(geometry: FusedGeometry): Generation {
  const { groups, featureCount, kernelOrder } = geometry;
  const taps = tapCount(geometry);
  const rowOfGroup = geometry.axes.at(-1)!.outSize * taps * FLOAT;
  const most = isInterleaved(geometry) ? 1 : Math.min(MAX_GROUPS, MAX_ROW_BYTES / rowOfGroup);
  // With taps outermost, weights of some groups are no neighbours.
  const groupsTogether = kernelOrder === 'tap-major' ? groups : divisorUpTo(most, groups);
  const weightCount = groupsTogether * taps;
  const rowBytes = groupsTogether * rowOfGroup;
  const rowsTogether = Math.max(1, Math.floor(MAX_TILE_BYTES / rowBytes));
  return {
    groupsTogether,
    rowsTogether,
    weightCount,
    featureCount,
    featureBatch: outputPositions(geometry) * featureCount * FLOAT,
    spanStep: groups * taps * FLOAT,
    made: { bytes: rowsTogether * rowBytes },
  };
}

/** The greatest divisor that is not above a number; at least 1. */
function divisorUpTo(most: number, of: number): number {
  let divisor = Math.max(1, Math.floor(Math.min(most, of)));
  while (of % divisor) divisor--;
  return divisor;
}

/** To kernels of a row that lie one after another. */
function directionTo(geometry: FusedGeometry, { weightCount }: Generation): Direction {
  const { group, taps } = stridesOf({ ...asVolume(geometry), dataFormat: 'channelsLast' }).kernel;
  return directionOf('forward', geometry, { batch: 0, group, taps, spatial: [0, 0, weightCount] });
}

/** Loops whose rows find their weights where they are made. */
function withTiles<L extends Loops>(loops: L, generation: Generation): L & { generation: readonly [Generation] } {
  const { rowsTogether, weightCount } = generation;
  const rowBytes = loops.targetWidth * weightCount * FLOAT;
  const rows = loops.rows.map((row, y) => ({ ...row, kernel: row.kernel + (y % rowsTogether) * rowBytes }));
  return { ...loops, rows, generation: [generation] };
}
