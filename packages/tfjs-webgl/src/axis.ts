import { type Axis, tapOffset, type VolumeGeometry, withoutIdleSteps } from '@involution/core';
import { plus, times } from './glsl.ts';
import type { GatherOperation } from './shader.ts';

/** An axis of the window, with the names that the shaders have for it. */
export interface ShaderAxis extends Axis {
  /** Variable to declare: the position in the tensor that is read. */
  source: 'plane' | 'row' | 'column';
  /** The loop's variable. */
  tap: 't' | 'u' | 'v';
  /** GLSL of the position in the result, which is indexed by `at`. */
  target: 'depth' | 'at.y' | 'at.z';
}

/** The axes of the window. Strides and dilations that say nothing are 1: they may be larger than what a literal of GLSL can be. */
export function shaderAxes(g: VolumeGeometry): readonly [depth: ShaderAxis, height: ShaderAxis, width: ShaderAxis] {
  const [depth, height, width] = g.axes;
  return [
    { ...withoutIdleSteps(depth), source: 'plane', tap: 't', target: 'depth' },
    { ...withoutIdleSteps(height), source: 'row', tap: 'u', target: 'at.y' },
    { ...withoutIdleSteps(width), source: 'column', tap: 'v', target: 'at.z' },
  ];
}

/** Declares the position in x under a tap of an output position. */
export function inputUnderTap(axis: ShaderAxis): string {
  const { source, tap, target, stride, dilation } = axis;
  return `int ${source} = ${target}${times(stride)} + ${tap}${times(dilation)}${plus(tapOffset(axis, 0))};`;
}

/**
 * Lines that declare the position to read for a tap and go on with the next tap where there is none: for y the position
 * in x under the tap, for the gradient for x the output position that has the target under the tap.
 *
 * @param limit GLSL of the size of the tensor that is read.
 */
export function sourceOrContinue(operation: GatherOperation, axis: ShaderAxis, limit: string): string[] {
  const { source, tap, target, stride, dilation } = axis;
  if (operation === 'forward') {
    return [inputUnderTap(axis), `if (${source} < 0 || ${source} >= ${limit}) continue;`];
  }
  const distance = `${target}${plus(-tapOffset(axis, 0))} - ${tap}${times(dilation)}`;
  if (stride === 1) return [`int ${source} = ${distance};`, `if (${source} < 0 || ${source} >= ${limit}) continue;`];
  return [
    `int ${source}Distance = ${distance};`,
    `int ${source} = ${source}Distance / ${stride};`,
    `if (${source}Distance < 0 || ${source} * ${stride} != ${source}Distance || ${source} >= ${limit}) continue;`,
  ];
}
