import { type Axis, type InvolutionGeometry, type Operation, stridesOf } from '@involution/core';
import { axesAcross, type ShaderAxis, shaderAxes, tapParts, targetOf, walkedAxis } from './axes.ts';
import type { LaneAccess } from './lanes.ts';
import type { NumberStorage } from './storage.ts';
import { times } from './text.ts';
import type { Variant } from './variant.ts';

/** Arrays whose elements lie at positions; fused programs alone have features. */
export type PlacedArray = 'x' | 'y' | 'kernel' | 'features';

/** Where everything lies, as WGSL: distances that the structure fixes are literals, all others uniforms. */
export interface Layout {
  /** x and its gradient. */
  x: LaneAccess;
  /** y and its gradient. */
  y: LaneAccess;
  /** The kernel. */
  kernel: LaneAccess;
  /** From the kernel's first group to the next one, or from a step of groups where lanes have one each. */
  kernelGroup: string;
  /** From the first channel of x, or of y, to the first of step `channel`. */
  channelAt(array: 'x' | 'y'): string;
  /** From a position of an array to the next one along an axis. */
  step(array: PlacedArray, axis: ShaderAxis): string;
  /** From the weight of a tap of the walked axis to the next one's. */
  walkedTap: string;
  /** From the first weight of a window to the first that `tap`, of the axes across, has. */
  tapAcross: string;
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
  const kernel = kernelAccess(operation, g, lanes, storage);
  const kernelTap = isChannelsLast && g.kernelOrder === 'group-major' ? '1' : 'uniforms.kernelTap';
  const axes = axesAcross(g);
  const across = axes.map((axis, k) => times(parenthesized(tapParts(axes)[k]!), tapsWithin(g, axis)));
  return {
    ...channelsOf(lanes, isChannelsLast, storage),
    kernel,
    kernelGroup: isTapMajorLast(g) ? '1' : times(kernel.lanes, 'uniforms.kernelGroup'),
    step: (array, { name }) => (name === 'Width' && !isChannelsLast ? '1' : `uniforms.${array}${name}`),
    walkedTap: times(tapsWithin(g, walkedAxis(g)), kernelTap),
    tapAcross: times(across.length === 1 ? across[0]! : `(${across.join(' + ')})`, kernelTap),
  };
}

/**
 * How the channels of x and y are reached.
 *
 * @param areNeighbours Whether the lanes lie side by side.
 */
export function channelsOf(
  lanes: 1 | 4,
  areNeighbours: boolean,
  storage: NumberStorage,
): Pick<Layout, 'x' | 'y' | 'channelAt'> {
  const access = (array: 'x' | 'y'): LaneAccess => ({
    storage,
    components: areNeighbours ? lanes : 1,
    lanes,
    laneStep: `uniforms.${array}Channel`,
  });
  return {
    x: access('x'),
    y: access('y'),
    channelAt: (array) => (areNeighbours ? 'channel' : times(times('channel', lanes), `uniforms.${array}Channel`)),
  };
}

/** Taps from one tap of an axis to the next, where all taps of a window are counted through. */
function tapsWithin(g: InvolutionGeometry, { name }: ShaderAxis): number {
  const axes = shaderAxes(g);
  const inner = axes.slice(axes.findIndex((axis) => axis.name === name) + 1);
  return inner.reduce((product, { kernelSize }) => product * kernelSize, 1);
}

function parenthesized(text: string): string {
  return text.includes(' ') ? `(${text})` : text;
}

/** Interleaved channels come with as many groups; blocked ones share a single group's weight. */
function kernelAccess(operation: Operation, g: InvolutionGeometry, lanes: 1 | 4, storage: NumberStorage): LaneAccess {
  const wanted = operation !== 'gradKernel' && g.channelGrouping === 'interleaved' ? lanes : 1;
  return { storage, components: isTapMajorLast(g) ? wanted : 1, lanes: wanted, laneStep: 'uniforms.kernelGroup' };
}

/** Whether the weights that a tap has in neighbouring groups are neighbours. */
function isTapMajorLast({ dataFormat, kernelOrder }: InvolutionGeometry): boolean {
  return dataFormat === 'channelsLast' && kernelOrder === 'tap-major';
}

/** Every uniform that a shader's text may name, with its value. */
export function uniformValues(
  operation: Operation,
  g: InvolutionGeometry,
  variant: Variant,
  layout: Layout,
): Readonly<Record<string, number>> {
  const strides = stridesOf(g);
  const { lanes } = variant;
  const ofAxes = shaderAxes(g).flatMap(({ name, inSize, outSize, padBefore }, k) => [
    [`in${name}`, inSize],
    [`out${name}`, outSize],
    [`pad${name}`, padBefore],
    ...(['x', 'y', 'kernel'] as const).map((array) => [
      array + name,
      strides[array].spatial[k]! / layout[array].components,
    ]),
  ]);
  const ofChannels = (['x', 'y'] as const).flatMap((array) => {
    const { batch, group, channelInGroup } = strides[array];
    const unit = layout[array].components;
    return [
      [`${array}Batch`, batch / unit],
      [`${array}Channel`, g.channelGrouping === 'blocked' ? channelInGroup : group],
      [`${array}Group`, group / unit],
      [`${array}ChannelBlock`, (channelInGroup * lanes) / unit],
    ];
  });
  const { batch, group, taps } = strides.kernel;
  const [height, width] = g.axes.slice(-2) as [Axis, Axis];
  return {
    ...Object.fromEntries([...ofAxes, ...ofChannels]),
    ...blocksOf(operation, g, variant),
    channelBlocks: g.channels / lanes,
    channelBlocksInGroup: g.channelsPerGroup / lanes,
    groups: g.groups,
    groupBlocks: g.groups / lanes,
    rowPairs: Math.ceil(height.outSize / 2),
    columnsOfPhase: Math.ceil(width.inSize / width.stride),
    kernelBatch: batch / layout.kernel.components,
    kernelGroup: group,
    kernelTap: taps.at(-1)! / layout.kernel.components,
  };
}

/** Blocks of pixels along the walked axis, where the first one begins, and how workgroups part them. */
function blocksOf(operation: Operation, g: InvolutionGeometry, { lanes, pixels, shared }: Variant) {
  const { padBefore, stride, ...sizes } = walkedAxis(g);
  // Those of x lie on padded x and begin at a multiple of the stride, which may lie in the padding.
  const firstPadded = padBefore - (padBefore % stride);
  const before = operation === 'gradInput' ? padBefore % stride : 0;
  const blocks = Math.ceil((before + sizes[`${targetOf(operation)}Size`]) / pixels);
  if (!shared) return { blocks, firstPadded };
  const channelParts = Math.ceil(g.channels / lanes / shared.channels);
  return { blocks, firstPadded, channelParts, blockParts: Math.ceil(blocks / shared.blocks) };
}
