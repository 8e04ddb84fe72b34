import { type Axis, type InvolutionGeometry, planarAxes } from '@involution/core';

/**
 * The axis along which rows of an image run: a shader's invocations walk on it.
 *
 * @throws InvolutionError `UNSUPPORTED_RANK`.
 */
export function widthOf(g: InvolutionGeometry): Axis {
  return shaderAxes(g)[1];
}

/**
 * The axes that shaders have loops for.
 *
 * @throws InvolutionError `UNSUPPORTED_RANK`.
 */
export function shaderAxes(g: InvolutionGeometry): readonly [height: Axis, width: Axis] {
  return planarAxes(g, 'shaders of @involution/wgsl');
}
