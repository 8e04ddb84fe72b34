// Weights by way of the workgroup's memory. Channels last, neighbouring invocations of several groups want weights that lie
// far apart; the workgroup loads the taps of a line together, neighbours next to each other.
import type { InvolutionGeometry } from '@involution/core';
import { walkedAxis } from './axes.ts';
import { load } from './lanes.ts';
import type { Layout } from './layout.ts';
import { each, lines, plus, times } from './text.ts';
import { type SharedWeights, type Variant, WORKGROUP_SIZE } from './variant.ts';

/** WGSL: the memory, to be declared beside the function. */
export function declareWeights({ shared }: Variant, g: InvolutionGeometry): string {
  return shared ? `var<workgroup> weightTile: array<f32, ${roundsOf(g, shared) * WORKGROUP_SIZE}>;` : '';
}

/** WGSL: the invocation's own channel and block, whether there are such, and the first group of its workgroup. */
export function placeInWorkgroup({ channels, blocks, groups }: SharedWeights): string {
  return lines([
    `let channel = channelPart * ${channels} + local % ${channels};`,
    `let blockInPart = local / ${channels};`,
    `let block = ${times('blockPart', blocks)} + blockInPart;`,
    `let isActive = index < uniforms.invocations && blockInPart < ${blocks} && block < uniforms.blocks && channel < uniforms.channelBlocks;`,
    `let firstGroup = channelPart * ${groups};`,
  ]);
}

/**
 * WGSL: from where on an invocation loads, once for all lines of taps.
 *
 * @param firstColumn WGSL: which column of y the first of the tile stands for; it may lie outside.
 */
export function prepareLoads(
  g: InvolutionGeometry,
  shared: SharedWeights,
  firstColumn: string,
  layout: Layout,
): string {
  const walked = walkedAxis(g);
  const { kernelSize, name } = walked;
  const ofColumn = shared.groups * kernelSize;
  const last = shared.columns * ofColumn - 1;
  return each(roundsOf(g, shared), (k) =>
    lines([
      `let entry${k} = min(${plus('local', k * WORKGROUP_SIZE)}, ${last});`,
      `let from${k} = ${[
        times(
          `clamp(${firstColumn} + entry${k} / ${ofColumn}, 0, uniforms.out${name} - 1)`,
          layout.step('kernel', walked),
        ),
        times(
          `min(firstGroup + entry${k} / ${kernelSize} % ${shared.groups}, uniforms.groups - 1)`,
          layout.kernelGroup,
        ),
        times(`entry${k} % ${kernelSize}`, layout.walkedTap),
      ].join(' + ')};`,
    ]),
  );
}

/** WGSL: loads the weights of a line of taps, from `kernelLine` on, which all invocations then may read. */
export function loadWeights(g: InvolutionGeometry, shared: SharedWeights, isInside: string, layout: Layout): string {
  return `
    workgroupBarrier();
    if (${isInside}) {
      ${each(roundsOf(g, shared), (k) => `weightTile[${plus('local', k * WORKGROUP_SIZE)}] = ${load('kernel', `kernelLine + from${k}`, layout.kernel)};`)}
    }
    workgroupBarrier();
  `;
}

/** WGSL: where in the tile the invocation's own group begins in the first column of its own block. */
export function ownWeights(g: InvolutionGeometry, { columnsOfBlock, groups }: SharedWeights): string {
  return `let ownWeights = (blockInPart * ${columnsOfBlock * groups} + group - firstGroup) * ${walkedAxis(g).kernelSize};`;
}

/** WGSL: a weight of a column of the invocation's block. */
export function weightInTile(g: InvolutionGeometry, { groups }: SharedWeights, column: number, tap: number): string {
  return `weightTile[${plus('ownWeights', column * groups * walkedAxis(g).kernelSize + tap)}]`;
}

/** How often every invocation loads a weight for a line of taps. */
function roundsOf(g: InvolutionGeometry, { columns, groups }: SharedWeights): number {
  return Math.ceil((columns * groups * walkedAxis(g).kernelSize) / WORKGROUP_SIZE);
}
