import {
  type InvolutionGeometry,
  type Operands,
  type Operation,
  operandsOf,
  resultShapeOf,
  sizeOf,
} from '@involution/core';
import { correlate } from './correlate.ts';
import { gather } from './gather.ts';
import { loopsOverInput, loopsOverOutput } from './loops.ts';

/**
 * Computes a call in plain TypeScript.
 *
 * @param operands By name, in the geometry's data format.
 */
export function computeInTypeScript(
  operation: Operation,
  geometry: InvolutionGeometry,
  operands: Operands<Float32Array>,
): Float32Array {
  const [first, second] = operandsOf(operation, operands) as [Float32Array, Float32Array];
  switch (operation) {
    case 'forward':
      return gather(loopsOverOutput(geometry), first, second);
    case 'gradInput':
      return gather(loopsOverInput(geometry), first, second);
    case 'gradKernel':
      return correlate(loopsOverOutput(geometry), second, first, sizeOf(resultShapeOf(geometry, operation)));
  }
}
