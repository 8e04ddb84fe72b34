import {
  type FusedGeometry,
  type FusedOperation,
  type InvolutionGeometry,
  type Operation,
  tapCount,
} from '@involution/core';
import { LANES } from './units.ts';

/**
 * How a kernel lays its vectors: over four channels of a group (of copies, transposed, in which they lie side by side),
 * over four neighbouring channels of several groups, over four neighbouring columns, or not at all.
 */
export type Variant = 'channels' | 'transposed' | 'groups' | 'columns' | 'scalar';

/** Picks the fastest variant that a geometry allows. */
export function chooseVariant(operation: Operation, g: InvolutionGeometry, hasSimd: boolean): Variant {
  if (!hasSimd) return 'scalar';
  if (g.dataFormat === 'channelsFirst') {
    return operation !== 'gradKernel' && paysToTranspose(g) ? 'transposed' : 'columns';
  }
  const areChannelsNeighbours = !isInterleaved(g);
  if (areChannelsNeighbours && g.channelsPerGroup >= 4) return 'channels';
  if (operation === 'gradKernel') {
    // A lane sums over the channels of one group.
    const areGroupsNeighbours = !areChannelsNeighbours || g.channelsPerGroup === 1;
    return areGroupsNeighbours && g.groups >= 4 ? 'groups' : 'scalar';
  }
  return g.channels >= 4 ? 'groups' : 'scalar';
}

/**
 * How the loops of a fused kernel use what it makes, kernels or their gradients: those that read the weights of one group after
 * another.
 */
export type FusedVariant = Extract<Variant, 'channels' | 'transposed'> | 'correlate';

/** The variant of a geometry's fused kernel, if there is one: what is made and copied is so four numbers at a time. */
export function chooseFusedVariant(
  operation: FusedOperation,
  geometry: FusedGeometry,
  hasSimd: boolean,
): FusedVariant | undefined {
  const variant = chooseVariant('forward', geometry, hasSimd);
  if (variant !== 'channels' && variant !== 'transposed') return undefined;
  const { featureCount, kernelOrder } = geometry;
  // Groups whose weights are no neighbours are made together, and those whose channels are none are not.
  if (tapCount(geometry) < LANES || (isInterleaved(geometry) && kernelOrder === 'tap-major')) return undefined;
  if (variant === 'transposed') return operation === 'fusedForward' && featureCount >= LANES ? variant : undefined;
  if (operation !== 'fusedGradSpan') return variant;
  // Sums are added to where they lie, which no block may do twice.
  return featureCount % LANES === 0 ? 'correlate' : undefined;
}

/** Whether the channels of a group are no neighbours. */
export function isInterleaved({ channelGrouping, groups }: InvolutionGeometry): boolean {
  return channelGrouping === 'interleaved' && groups > 1;
}

/** Measured for K = 1 to 15 and groups of 4 to 64 channels. Copies are made four columns at a time. */
function paysToTranspose(g: InvolutionGeometry): boolean {
  const taps = tapCount(g);
  const isLarge = g.channelsPerGroup >= 16 || (g.channelsPerGroup >= 8 && taps > 9);
  const { inSize, outSize, kernelSize } = g.axes.at(-1)!;
  // Of windows in one row, a value is used no more than K times. Long rows of many channels don't stay in a cache, either.
  const isOneRow = kernelSize === taps;
  if (isOneRow && outSize >= (taps <= 3 ? 128 : 2048)) return false;
  return isLarge && inSize >= 4 && outSize >= 4;
}
