import type { InvolutionGeometry } from '@involution/core';
import { plus, times } from './glsl.ts';

/** One axis of the window, and the names that the shader has for it. */
export interface Axis {
  /** Variable to declare: the position in the tensor that is read. */
  name: 'row' | 'column';
  /** The loop's variable. */
  tap: 'u' | 'v';
  /** GLSL of the position in the target. */
  target: string;
  stride: number;
  dilation: number;
  padBefore: number;
}

/** The axis along the height; the target is indexed by `at`. */
export function heightOf(g: InvolutionGeometry): Axis {
  const { strideHeight: stride, dilationHeight: dilation, padTop: padBefore } = g;
  return { name: 'row', tap: 'u', target: 'at.y', stride, dilation, padBefore };
}

/** The axis along the width; the target is indexed by `at`. */
export function widthOf(g: InvolutionGeometry): Axis {
  const { strideWidth: stride, dilationWidth: dilation, padLeft: padBefore } = g;
  return { name: 'column', tap: 'v', target: 'at.z', stride, dilation, padBefore };
}

/** Declares the position in x under a tap of an output position. */
export function inputUnderTap({ name, tap, target, stride, dilation, padBefore }: Axis): string {
  return `int ${name} = ${target}${times(stride)} + ${tap}${times(dilation)}${plus(-padBefore)};`;
}

/**
 * Lines that declare the position to read for a tap and go on with the next tap where there is none: for y the position
 * in x under the tap, for dx the output position that has the target under the tap.
 *
 * @param limit GLSL of the size of the tensor that is read.
 */
export function sourceOrContinue(result: 'y' | 'dx', axis: Axis, limit: string): string[] {
  const { name, tap, target, stride, dilation, padBefore } = axis;
  if (result === 'y') return [inputUnderTap(axis), `if (${name} < 0 || ${name} >= ${limit}) continue;`];
  const distance = `${target}${plus(padBefore)} - ${tap}${times(dilation)}`;
  if (stride === 1) return [`int ${name} = ${distance};`, `if (${name} < 0 || ${name} >= ${limit}) continue;`];
  return [
    `int ${name}Distance = ${distance};`,
    `int ${name} = ${name}Distance / ${stride};`,
    `if (${name}Distance < 0 || ${name} * ${stride} != ${name}Distance || ${name} >= ${limit}) continue;`,
  ];
}
