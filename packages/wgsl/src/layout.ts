import { type InvolutionGeometry, stridesOf } from '@involution/core';
import type { LaneAccess } from './lanes.ts';
import { times } from './text.ts';
import type { Operation, Variant } from './variant.ts';

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
export function layoutOf(operation: Operation, g: InvolutionGeometry, { lanes }: Variant): Layout {
  const isNhwc = g.dataFormat === 'NHWC';
  const featureMap = (name: string): LaneAccess => ({
    components: isNhwc ? lanes : 1,
    lanes,
    laneStep: `uniforms.${name}Channel`,
    blockStep: isNhwc ? '1' : times(lanes, `uniforms.${name}Channel`),
  });
  const column = (name: string) => (isNhwc ? `uniforms.${name}Column` : '1');
  const isTapMajor = g.kernelOrder === 'tap-major';
  return {
    x: featureMap('x'),
    y: featureMap('y'),
    kernel: kernelAccess(operation, g, lanes),
    xColumn: column('x'),
    yColumn: column('y'),
    kernelColumn: column('kernel'),
    kernelTap: isNhwc && !isTapMajor ? '1' : 'uniforms.kernelTap',
  };
}

/** Interleaved channels come with as many groups; blocked ones share a single group's weight. */
function kernelAccess(operation: Operation, g: InvolutionGeometry, lanes: 1 | 4): LaneAccess {
  const wanted = operation !== 'gradKernel' && g.channelGrouping === 'interleaved' ? lanes : 1;
  const isContiguous = g.dataFormat === 'NHWC' && g.kernelOrder === 'tap-major';
  return {
    components: isContiguous ? wanted : 1,
    lanes: wanted,
    laneStep: 'uniforms.kernelGroup',
    blockStep: isContiguous ? '1' : times(wanted, 'uniforms.kernelGroup'),
  };
}

/** Every uniform that a shader's text may name, with its value. */
export function uniformValues(
  operation: Operation,
  g: InvolutionGeometry,
  variant: Variant,
  layout: Layout,
): Record<string, number> {
  const { x, y, kernel } = stridesOf(g);
  const { lanes } = variant;
  const isBlocked = g.channelGrouping === 'blocked';
  const [xUnit, yUnit, kernelUnit] = [layout.x.components, layout.y.components, layout.kernel.components];
  return {
    inHeight: g.inHeight,
    inWidth: g.inWidth,
    outHeight: g.outHeight,
    outWidth: g.outWidth,
    padTop: g.padTop,
    padLeft: g.padLeft,
    ...columnBlocks(operation, g, variant),
    channelBlocks: g.channels / lanes,
    memberBlocks: g.channelsPerGroup / lanes,
    groups: g.groups,
    groupBlocks: g.groups / lanes,
    xImage: x.batch / xUnit,
    xRow: x.row / xUnit,
    xColumn: x.column / xUnit,
    xChannel: isBlocked ? x.member : x.group,
    xGroup: x.group / xUnit,
    xMember: (x.member * lanes) / xUnit,
    yImage: y.batch / yUnit,
    yRow: y.row / yUnit,
    yColumn: y.column / yUnit,
    yChannel: isBlocked ? y.member : y.group,
    yGroup: y.group / yUnit,
    yMember: (y.member * lanes) / yUnit,
    kernelImage: kernel.batch / kernelUnit,
    kernelRow: kernel.row / kernelUnit,
    kernelColumn: kernel.column / kernelUnit,
    kernelGroup: kernel.group,
    kernelTap: kernel.tapColumn / kernelUnit,
  };
}

/** Blocks of columns along a row, and which is the first. */
function columnBlocks(operation: Operation, g: InvolutionGeometry, { pixels }: Variant) {
  if (operation !== 'gradInput') return { columnBlocks: Math.ceil(g.outWidth / pixels), firstColumnBlock: 0 };
  // These lie on padded x, where blocks of whole strides start at multiples of the stride; some hold padding alone.
  const firstColumnBlock = Math.floor(g.padLeft / pixels);
  return { columnBlocks: Math.ceil((g.padLeft + g.inWidth) / pixels) - firstColumnBlock, firstColumnBlock };
}
