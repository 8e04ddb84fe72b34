import type { InvolutionGeometry } from '@involution/core';
import {
  areWithin,
  axesAcross,
  type ShaderAxis,
  skipsColumns,
  tapParts,
  tapsAcross,
  targetOf,
  walkedAxis,
} from './axes.ts';
import { coordinatesOf, decomposeIndex } from './coordinates.ts';
import { load } from './lanes.ts';
import type { Layout } from './layout.ts';
import type { Source } from './program.ts';
import { sourcesReachingInputs, sourcesUnderOutputs } from './sources.ts';
import { addProducts, addressAt, declareSums, type Product, storeSums } from './sums.ts';
import { advance, each, lines, plus, times } from './text.ts';
import type { Variant } from './variant.ts';
import { loadWeights, ownWeights, placeInWorkgroup, prepareLoads, weightInTile } from './workgroup-weights.ts';

/**
 * y, or the gradient for x: an invocation computes pixels of the walked axis, for one step of channels. Each is a sum of
 * weight · source: over the positions of x under the pixel's window, or over those of dy whose windows reach the pixel. A
 * position is loaded once and multiplied into every pixel that has a part in it. One that does not exist takes no part: an
 * infinite weight times the padding's zero would make NaN.
 *
 * The gradient works in coordinates of padded x. A block of its pixels starts at a multiple of the stride, so which taps
 * reach which of them is known when the shader is written.
 */
export function gatherBody(
  operation: 'forward' | 'gradInput',
  ...[g, variant, layout]: Parameters<Source['body']>
): string {
  const isForward = operation === 'forward';
  const gather = { g, variant, layout, isForward, across: axesAcross(g), walked: walkedAxis(g) };
  return bodyOf(
    isForward ? { ...gather, operation, from: 'x', to: 'y' } : { ...gather, operation, from: 'y', to: 'x' },
  );
}

/** What is gathered: its sources lie as `from` does, and its result as `to`. */
interface Gather {
  readonly operation: 'forward' | 'gradInput';
  readonly isForward: boolean;
  readonly from: 'x' | 'y';
  readonly to: 'x' | 'y';
  readonly g: InvolutionGeometry;
  readonly variant: Variant;
  readonly layout: Layout;
  readonly across: readonly ShaderAxis[];
  readonly walked: ShaderAxis;
}

function bodyOf(gather: Gather): string {
  const { operation, isForward, from, to, g, variant, layout, across, walked } = gather;
  const { pixels, shared, isUnrolled } = variant;
  const taps = tapParts(across);
  const isInside = isSource(gather, across);
  const ifActive = shared ? 'isActive && ' : '';
  // Weights lie where y does. A workgroup that shares them has those of several groups.
  const kernel = `batch * uniforms.kernelBatch${shared ? '' : ` + ${times('group', layout.kernelGroup)}`}`;
  return `
    ${decomposeIndex(coordinatesOf(operation, g, variant), variant)}
    ${shared ? placeInWorkgroup(shared) : ''}
    let group = channel ${g.channelGrouping === 'blocked' ? '/ uniforms.channelBlocksInGroup' : '% uniforms.groupBlocks'};
    ${!isForward && skipsColumns(g) ? columnOfPhase(g) : ''}
    let ${walked.target} = ${times('block', pixels)}${isForward ? '' : ` + uniforms.firstPadded - uniforms.pad${walked.name}`};
    ${lines([...across, walked].map((axis) => startOf(gather, axis)))}
    let sourceBatch = batch * uniforms.${from}Batch + ${layout.channelAt(from)};
    ${shared ? lines([prepareLoads(g, shared, firstShared(gather), layout), ownWeights(g, shared)]) : ''}
    ${isForward && !shared ? each(pixels, (p) => ownColumn(gather, p)) : ''}
    ${declareSums(pixels, layout[to])}
    for (var tap = 0; tap < ${tapsAcross(across)}; tap++) {
      ${lines(across.map((axis, k) => sourceOf(gather, axis, taps[k]!)))}
      let kernelLine = ${addressAt(kernel, 'kernel', across, isForward ? 'target' : 'source', layout)} + ${layout.tapAcross};
      ${shared ? loadWeights(g, shared, isInside, layout) : ''}
      if (${ifActive}${isInside}) {
        let sourceLine = ${addressAt('sourceBatch', from, across, 'source', layout)};
        ${isForward && !shared ? each(pixels, (p) => `let weights${p} = kernelLine + own${p};`) : ''}
        ${isUnrolled ? writtenOut(gather) : tapLoop(gather)}
      }
    }
    ${storeSums(
      pixels,
      walked.target,
      (place) =>
        `${ifActive}${isForward ? '' : `${place} >= 0 && `}${place} < uniforms.${targetOf(operation)}${walked.name}`,
      addressAt(`batch * uniforms.${to}Batch + ${layout.channelAt(to)}`, to, across, 'target', layout),
      layout.step(to, walked),
      layout[to],
    )}
  `;
}

/** WGSL: which column an invocation has, where neighbours have those of a phase of the stride. */
function columnOfPhase(g: InvolutionGeometry): string {
  return `
    let column = columnInPhase * ${g.axes.at(-1)!.stride} + phase;
    if (column >= uniforms.inWidth) { return; }
  `;
}

/** WGSL: where the first tap of a pixel's window lies on x; of the gradient, where the pixel lies on padded x. */
export function startOf({ isForward }: Pick<Gather, 'isForward'>, { name, start, target, stride }: ShaderAxis): string {
  return `let ${start} = ${isForward ? `${times(target, stride)} -` : `${target} +`} uniforms.pad${name};`;
}

/** WGSL: the position that a tap joins with the pixel that is at `start`, as far as it is whole. */
export function sourceOf(
  gather: Pick<Gather, 'isForward'>,
  axis: Pick<ShaderAxis, 'name' | 'source' | 'stride' | 'dilation'> & { readonly start: string },
  tap: string,
): string {
  const { name, start, source, dilation } = axis;
  const reach = `${start} ${gather.isForward ? '+' : '-'} ${times(tap, dilation)}`;
  const step = stepOf(gather, axis);
  if (step === 1) return `let ${source} = ${reach};`;
  return lines([`let reach${name} = ${reach};`, `let ${source} = ${quotient(`reach${name}`, step)};`]);
}

/** Distance between positions that a tap joins with neighbouring sources. */
export function stepOf({ isForward }: Pick<Gather, 'isForward'>, { stride }: Pick<ShaderAxis, 'stride'>): number {
  return isForward ? 1 : stride;
}

/** WGSL: whether there are such positions. */
export function isSource(gather: Pick<Gather, 'isForward'>, axes: readonly ShaderAxis[]): string {
  const areWhole = axes
    .filter((axis) => stepOf(gather, axis) > 1)
    .map(({ name, stride }) => `reach${name} % ${stride} == 0`);
  return [...areWhole, areWithin(axes, gather.isForward ? 'in' : 'out')].join(' && ');
}

/** WGSL: where the weights of a pixel of y lie in their line. One past the end has those of the last, and is not stored. */
function ownColumn({ layout, walked }: Gather, pixel: number): string {
  const column = `min(${plus(walked.target, pixel)}, uniforms.out${walked.name} - 1)`;
  return `let own${pixel} = ${times(column, layout.step('kernel', walked))};`;
}

/** WGSL: the first column of y that a workgroup wants weights of. */
function firstShared({ isForward, variant, walked }: Gather): string {
  const block = `blockPart * ${variant.shared!.blocks * variant.pixels}`;
  if (isForward) return block;
  const { offset } = sourcesReachingInputs(walked, variant.pixels)[0]!;
  return plus(quotient(`(${block} + uniforms.firstPadded)`, walked.stride), offset);
}

export function quotient(distance: string, step: number): string {
  return step === 1 ? distance : `${distance} / ${step}`;
}

function writtenOut(gather: Gather): string {
  const { isForward, g, variant, layout, walked } = gather;
  const { source, start, name } = walked;
  const { pixels, shared } = variant;
  const sources = isForward ? sourcesUnderOutputs(walked, pixels) : sourcesReachingInputs(walked, pixels);
  const all = sources.map(({ offset, products }) => {
    const weighted = products.map(({ pixel, tap }) => ({
      pixel,
      weight: shared
        ? weightInTile(g, shared, isForward ? pixel : offset - sources[0]!.offset, tap)
        : load('kernel', advance(weightsOf(gather, pixel), tap, layout.walkedTap), layout.kernel),
    }));
    return `
      {
        let ${source} = ${plus('first', offset)};
        let nearest = clamp(${source}, 0, uniforms.${isForward ? 'in' : 'out'}${name} - 1);
        ${addSource(gather, 'nearest', weighted, `${source} == nearest`)}
      }
    `;
  });
  return lines([`let first = ${quotient(start, stepOf(gather, walked))};`, ...all]);
}

function tapLoop(gather: Gather): string {
  const { layout, walked } = gather;
  const weight = load('kernel', `${weightsOf(gather, 0)} + ${times('v', layout.walkedTap)}`, layout.kernel);
  return `
    for (var v = 0; v < ${walked.kernelSize}; v++) {
      ${sourceOf(gather, walked, 'v')}
      if (${isSource(gather, [walked])}) {
        ${addSource(gather, walked.source, [{ pixel: 0, weight }])}
      }
    }
  `;
}

/** WGSL: where the weights of a line of taps begin: a pixel's of y, or, of the gradient, the source's. */
function weightsOf({ isForward }: Gather, pixel: number): string {
  return isForward ? `weights${pixel}` : 'weights';
}

/** WGSL: adds the products of a source at a place on the walked axis. */
function addSource(
  { isForward, from, variant, layout, walked }: Gather,
  place: string,
  products: readonly Product[],
  isInside?: string,
): string {
  const at = `sourceLine + ${times(place, layout.step(from, walked))}`;
  const ofSource = `let weights = kernelLine + ${times(place, layout.step('kernel', walked))};`;
  return lines([
    isForward || variant.shared ? '' : ofSource,
    addProducts(isForward ? 'x' : 'dy', at, products, layout, isInside),
  ]);
}
