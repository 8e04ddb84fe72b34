import { asVolume, type InvolutionGeometry, type Operation, stridesOf } from '@involution/core';
import { rowsOf, widthOf } from './axes.ts';
import type { LaneAccess } from './lanes.ts';
import type { NumberStorage } from './storage.ts';
import { times } from './text.ts';
import type { Variant } from './variant.ts';

/** Where everything lies, as WGSL: distances that the structure fixes are literals, all others uniforms. */
export interface Layout {
  /** x and its gradient. */
  x: LaneAccess;
  /** y and its gradient. */
  y: LaneAccess;
  /** The kernel, along its groups. */
  kernel: LaneAccess;
  xColumn: string;
  yColumn: string;
  kernelColumn: string;
  kernelTap: string;
}

/**
 * Distances as the shader's text has them. An array of vec4 counts in vec4, so that every address is an index of its
 * array.
 */
export function layoutOf(
  operation: Operation,
  g: InvolutionGeometry,
  { lanes }: Variant,
  storage: NumberStorage,
): Layout {
  const isChannelsLast = g.dataFormat === 'channelsLast';
  const featureMap = (name: string): LaneAccess => ({
    storage,
    components: isChannelsLast ? lanes : 1,
    lanes,
    laneStep: `uniforms.${name}Channel`,
    blockStep: isChannelsLast ? '1' : times(lanes, `uniforms.${name}Channel`),
  });
  const column = (name: string) => (isChannelsLast ? `uniforms.${name}Column` : '1');
  const isTapMajor = g.kernelOrder === 'tap-major';
  return {
    x: featureMap('x'),
    y: featureMap('y'),
    kernel: kernelAccess(operation, g, lanes, storage),
    xColumn: column('x'),
    yColumn: column('y'),
    kernelColumn: column('kernel'),
    kernelTap: isChannelsLast && !isTapMajor ? '1' : 'uniforms.kernelTap',
  };
}

/** Interleaved channels come with as many groups; blocked ones share a single group's weight. */
function kernelAccess(operation: Operation, g: InvolutionGeometry, lanes: 1 | 4, storage: NumberStorage): LaneAccess {
  const wanted = operation !== 'gradKernel' && g.channelGrouping === 'interleaved' ? lanes : 1;
  const isContiguous = g.dataFormat === 'channelsLast' && g.kernelOrder === 'tap-major';
  return {
    storage,
    components: isContiguous ? wanted : 1,
    lanes: wanted,
    laneStep: 'uniforms.kernelGroup',
    blockStep: isContiguous ? '1' : times(wanted, 'uniforms.kernelGroup'),
  };
}

/** By name; of all uniforms those that count invocations are always there. */
export type UniformValues = Readonly<Record<string, number>> &
  Readonly<Record<'channelBlocks' | 'columnBlocks', number>>;

/** Every uniform that a shader's text may name, with its value. */
export function uniformValues(
  operation: Operation,
  g: InvolutionGeometry,
  variant: Variant,
  layout: Layout,
): UniformValues {
  const { x, y, kernel } = stridesOf(g);
  const [[xRow, xColumn], [yRow, yColumn], [kernelRow, kernelColumn]] = [x, y, kernel].map(({ spatial }) =>
    spatial.slice(-2),
  ) as [[number, number], [number, number], [number, number]];
  const [depth, height, width] = asVolume(g).axes;
  const { lanes } = variant;
  const isBlocked = g.channelGrouping === 'blocked';
  const [xUnit, yUnit, kernelUnit] = [layout.x.components, layout.y.components, layout.kernel.components];
  return {
    inDepth: depth.inSize,
    inRows: rowsOf(g, 'inSize'),
    inHeight: height.inSize,
    inWidth: width.inSize,
    outDepth: depth.outSize,
    outRows: rowsOf(g, 'outSize'),
    outHeight: height.outSize,
    outWidth: width.outSize,
    padDepth: depth.padBefore,
    padTop: height.padBefore,
    padLeft: width.padBefore,
    ...columnBlocks(operation, g, variant),
    channelBlocks: g.channels / lanes,
    channelBlocksInGroup: g.channelsPerGroup / lanes,
    groups: g.groups,
    groupBlocks: g.groups / lanes,
    xBatch: x.batch / xUnit,
    xRow: xRow / xUnit,
    xColumn: xColumn / xUnit,
    xChannel: isBlocked ? x.channelInGroup : x.group,
    xGroup: x.group / xUnit,
    xChannelBlock: (x.channelInGroup * lanes) / xUnit,
    yBatch: y.batch / yUnit,
    yRow: yRow / yUnit,
    yColumn: yColumn / yUnit,
    yChannel: isBlocked ? y.channelInGroup : y.group,
    yGroup: y.group / yUnit,
    yChannelBlock: (y.channelInGroup * lanes) / yUnit,
    kernelBatch: kernel.batch / kernelUnit,
    kernelRow: kernelRow / kernelUnit,
    kernelColumn: kernelColumn / kernelUnit,
    kernelGroup: kernel.group,
    kernelTap: kernel.taps.at(-1)! / kernelUnit,
  };
}

/** Blocks of columns along a row, and which is the first. */
function columnBlocks(operation: Operation, g: InvolutionGeometry, { pixels }: Variant) {
  const { inSize, outSize, padBefore } = widthOf(g);
  if (operation !== 'gradInput') return { columnBlocks: Math.ceil(outSize / pixels), firstColumnBlock: 0 };
  // These lie on padded x, where blocks of whole strides start at multiples of the stride; some hold padding alone.
  const firstColumnBlock = Math.floor(padBefore / pixels);
  return { columnBlocks: Math.ceil((padBefore + inSize) / pixels) - firstColumnBlock, firstColumnBlock };
}
