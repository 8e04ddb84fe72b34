// What the linear index of an invocation stands for.
import type { InvolutionGeometry, Operation } from '@involution/core';
import { axesAcross, shaderAxes, skipsColumns, tapsAcross, targetOf, walkedAxis } from './axes.ts';
import { decompose, lines } from './text.ts';
import { type Variant, WORKGROUP_SIZE } from './variant.ts';

/** A part of the index: its name, and its size as a number or as the name of a uniform. */
export type Coordinate = readonly [name: string, size: number | string];

/**
 * The parts of an invocation's index, or of its workgroup's number where that shares weights, the fastest first, without
 * the batch that is left. Neighbouring invocations read neighbouring memory: channels in channels last, columns in channels
 * first.
 *
 * `channel` counts steps of channels, `block` blocks of pixels along the walked axis.
 */
export function coordinatesOf(operation: Operation, g: InvolutionGeometry, variant: Variant): Coordinate[] {
  const { shared, alternates } = variant;
  if (shared) return workgroupCoordinates(operation, g);
  const { name: walked } = walkedAxis(g);
  const pixel = shaderAxes(g)
    .reverse()
    .flatMap(({ name, target, stride }): Coordinate[] => {
      if (name === walked) return [['block', 'blocks']];
      if (alternates && name === 'Height') return [['pair', 'rowPairs']];
      // Columns of x a stride apart are reached by the same taps, and from neighbouring columns of y.
      if (name === 'Width' && operation === 'gradInput' && skipsColumns(g))
        return [
          ['columnInPhase', 'columnsOfPhase'],
          ['phase', stride],
        ];
      return [[target, `${targetOf(operation)}${name}`]];
    });
  const work = workOf(operation, g, variant);
  if (variant.tapsFirst) return [work[0]!, ...pixel, work[1]!];
  return g.dataFormat === 'channelsLast' ? [...work, ...pixel] : [...pixel, ...work];
}

/** A workgroup that shares weights has a part of the channels at a part of the blocks of one line. */
function workgroupCoordinates(operation: Operation, g: InvolutionGeometry): Coordinate[] {
  const across = axesAcross(g).reverse();
  return [
    ['channelPart', 'channelParts'],
    ['blockPart', 'blockParts'],
    ...across.map(({ name, target }): Coordinate => [target, `${targetOf(operation)}${name}`]),
  ];
}

/** What an invocation does at its pixels. */
function workOf(operation: Operation, g: InvolutionGeometry, { alternates, tapsFirst }: Variant): Coordinate[] {
  if (operation !== 'gradKernel') return [['channel', 'channelBlocks']];
  const tap = ['tap', tapsAcross(axesAcross(g))] as const;
  const group = ['group', 'groups'] as const;
  if (alternates) return [tap, ['rowInPair', 2], group];
  return tapsFirst || g.kernelOrder === 'group-major' ? [tap, group] : [group, tap];
}

/** WGSL: takes `index` apart; where weights are shared, into `local` and the number of the workgroup. */
export function decomposeIndex(coordinates: readonly Coordinate[], { shared }: Variant): string {
  return lines(
    shared
      ? [`let local = index % ${WORKGROUP_SIZE};`, takeApart(`index / ${WORKGROUP_SIZE}`, coordinates)]
      : ['if (index >= uniforms.invocations) { return; }', takeApart('index', coordinates)],
  );
}

/** WGSL: takes a number apart into coordinates and `batch`. */
export function takeApart(number: string, coordinates: readonly Coordinate[]): string {
  const size = (of: number | string) => (typeof of === 'number' ? `${of}` : `uniforms.${of}`);
  return decompose(number, [...coordinates.map(([name, of]) => [name, size(of)] as const), ['batch', '']]);
}

/** Invocations in all, those of workgroups that are not full among them. */
export function countInvocations(
  operation: Operation,
  g: InvolutionGeometry,
  variant: Variant,
  uniforms: Readonly<Record<string, number>>,
): number {
  return coordinatesOf(operation, g, variant).reduce(
    (count, [, size]) => count * (typeof size === 'number' ? size : uniforms[size]!),
    g.batchSize * (variant.shared ? WORKGROUP_SIZE : 1),
  );
}
