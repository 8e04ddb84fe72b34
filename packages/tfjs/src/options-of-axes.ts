import type { Axis, InvolutionGeometry } from '@involution/core';
import type { Involution2DOptions } from './kernel-names.ts';

/**
 * The options of a two-dimensional involution over some axes of a geometry, spelled out.
 *
 * @param axes Height and width; without one there is a single position.
 */
export function optionsOfAxes(
  { groups, kernelOrder, channelGrouping }: InvolutionGeometry,
  axes: readonly [height: Axis | undefined, width: Axis],
): Involution2DOptions {
  return {
    kernelSize: axes.map((axis) => axis?.kernelSize ?? 1),
    strides: axes.map((axis) => axis?.stride ?? 1),
    dilations: axes.map((axis) => axis?.dilation ?? 1),
    pad: axes.map((axis) => [axis?.padBefore ?? 0, axis?.padAfter ?? 0] as const),
    groups,
    kernelOrder,
    channelGrouping,
  };
}
