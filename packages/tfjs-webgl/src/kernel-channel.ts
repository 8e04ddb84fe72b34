import { tapCount, type VolumeGeometry } from '@involution/core';
import { shaderAxes } from './axis.ts';
import { hasDepth } from './depth.ts';

/** Lines that declare the `group` and the tap (`t`, `u`, `v`) of a channel of the kernel tensor; t only where the window has depth. */
export function tapAndGroupOf(channel: string, g: VolumeGeometry): string[] {
  const [, height, width] = shaderAxes(g);
  const taps = tapCount(g);
  const groupAndTap =
    g.kernelOrder === 'group-major'
      ? [`int group = ${channel} / ${taps};`, `int tap = ${channel} - group * ${taps};`]
      : [`int tap = ${channel} / ${g.groups};`, `int group = ${channel} - tap * ${g.groups};`];
  const planeTaps = height.kernelSize * width.kernelSize;
  const depthTap = hasDepth(g) ? [`int t = tap / ${planeTaps};`, `tap -= t * ${planeTaps};`] : [];
  return [...groupAndTap, ...depthTap, `int u = tap / ${width.kernelSize};`, `int v = tap - u * ${width.kernelSize};`];
}
