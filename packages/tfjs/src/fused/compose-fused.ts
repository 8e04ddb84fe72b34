import type { InvolutionGeometry } from '@involution/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Involution2DOptions } from '../kernel-names.ts';
import { runOperation } from '../run.ts';
import { generateKernel, type SpanInputs } from './generate-kernel.ts';

/** y of a fused involution where nothing fuses: the kernel tensor is made, and y from it. */
export function composeFused(inputs: SpanInputs, options: Involution2DOptions, geometry: InvolutionGeometry): Tensor {
  return runOperation('forward', { x: inputs[0], kernel: generateKernel(inputs, geometry) }, options, geometry);
}
