import {
  type InvolutionGeometry,
  type InvolutionOptions,
  involution,
  involutionGradInput,
  involutionGradKernel,
  kernelShapeOf,
  type ReferenceResult,
  sizeOf,
  xShapeOf,
  yShapeOf,
} from '@involution/core';
import type { Quantity } from './adapter.ts';
import { termsOf } from './case.ts';
import { randomFloats } from './random.ts';

/** The operands of one quantity, in the geometry's data format, and what must come of them. */
export interface Problem {
  /** forward: x and kernel; gradInput: dy and kernel; gradKernel: dy and x. */
  inputs: readonly [Float32Array, Float32Array];
  /** The exact result, to float64. */
  expected: ReferenceResult;
  /** n of the error bound. */
  terms: number;
}

/**
 * A problem for kernels that are called by geometry, below the interface of any framework.
 *
 * @param name Seed of the values, in (−1, 1).
 * @param values What to put in place of the random ones: x `[N, H, W, C]`, kernel `[N, Ho, Wo, G·Kh·Kw]`, dy
 * `[N, Ho, Wo, C]`, in the geometry's data format.
 */
export function problemOf(
  quantity: Quantity,
  g: InvolutionGeometry,
  name: string,
  values: Partial<Record<'x' | 'kernel' | 'dy', Float32Array>> = {},
): Problem {
  const array = (part: keyof typeof values, shape: number[]) => ({
    data: values[part] ?? randomFloats(`${name} ${part}`, sizeOf(shape)),
    shape,
  });
  const x = array('x', xShapeOf(g));
  const kernel = array('kernel', kernelShapeOf(g));
  const dy = array('dy', yShapeOf(g));
  const options = optionsOf(g);
  const terms = termsOf(g, quantity);
  switch (quantity) {
    case 'forward':
      return { inputs: [x.data, kernel.data], expected: involution(x, kernel, options), terms };
    case 'gradInput':
      return { inputs: [dy.data, kernel.data], expected: involutionGradInput(dy, kernel, x.shape, options), terms };
    case 'gradKernel':
      return { inputs: [dy.data, x.data], expected: involutionGradKernel(dy, x, kernel.shape, options), terms };
  }
}

/** The options that resolve to a geometry. */
function optionsOf(g: InvolutionGeometry): InvolutionOptions {
  return {
    kernelSize: [g.kernelHeight, g.kernelWidth],
    strides: [g.strideHeight, g.strideWidth],
    dilations: [g.dilationHeight, g.dilationWidth],
    pad: [
      [g.padTop, g.padBottom],
      [g.padLeft, g.padRight],
    ],
    groups: g.groups,
    kernelOrder: g.kernelOrder,
    channelGrouping: g.channelGrouping,
    dataFormat: g.dataFormat,
  };
}
