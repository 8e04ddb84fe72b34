import { type InvolutionGeometry, kernelShapeOf, sizeOf } from '@involution/core';
import type { Involution2DCall } from '@involution/tfjs';
import { correlate } from './correlate.ts';
import { gather } from './gather.ts';
import { walkFromInput, walkFromOutput } from './walk.ts';

/**
 * Computes a call in plain TypeScript.
 *
 * @param inputs forward: x and kernel; gradInput: dy and kernel; gradKernel: dy and x.
 */
export function computeInTypeScript(
  operation: Involution2DCall<never>['operation'],
  geometry: InvolutionGeometry,
  [a, b]: readonly [Float32Array, Float32Array],
): Float32Array {
  switch (operation) {
    case 'forward':
      return gather(walkFromOutput(geometry), a, b);
    case 'gradInput':
      return gather(walkFromInput(geometry), a, b);
    case 'gradKernel':
      return correlate(walkFromOutput(geometry), b, a, sizeOf(kernelShapeOf(geometry)));
  }
}
