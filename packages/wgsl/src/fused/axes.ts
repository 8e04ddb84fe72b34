import type { InvolutionGeometry } from '@involution/core';
import { type ShaderAxis, shaderAxes } from '../axes.ts';

/** The axis of a slot's columns: the width, whichever axis other programs walk. */
export function widthOf(g: InvolutionGeometry): ShaderAxis {
  return shaderAxes(g).at(-1)!;
}

/** The other axes, the outermost first. */
export function axesAcrossRows(g: InvolutionGeometry): ShaderAxis[] {
  return shaderAxes(g).slice(0, -1);
}
