import { type InvolutionGeometry, tapCount } from '@involution/core';
import { shaderAxes } from './axis.ts';

/** Lines that declare the `group` and the tap (`u`, `v`) of a channel of the kernel tensor. */
export function tapAndGroupOf(channel: string, g: InvolutionGeometry): string[] {
  const [, width] = shaderAxes(g);
  const taps = tapCount(g);
  const groupAndTap =
    g.kernelOrder === 'group-major'
      ? [`int group = ${channel} / ${taps};`, `int tap = ${channel} - group * ${taps};`]
      : [`int tap = ${channel} / ${g.groups};`, `int group = ${channel} - tap * ${g.groups};`];
  return [...groupAndTap, `int u = tap / ${width.kernelSize};`, `int v = tap - u * ${width.kernelSize};`];
}
