import type { InvolutionCall } from '@involution/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { shaderFor } from './choose-shader.ts';
import { runShader } from './run.ts';
import { currentSettings } from './settings.ts';

/**
 * Computes one call on tfjs's WebGL backend: one shader, its program in tfjs's own cache.
 *
 * @throws InvolutionError `DEVICE_LOST`, or `DEVICE_LIMIT_EXCEEDED` before any texture is allocated.
 */
export function compute({
  operation,
  geometry,
  operands,
  outputShape,
  backend,
}: InvolutionCall<MathBackendWebGL>): TensorInfo {
  return runShader(backend, shaderFor(operation, geometry, currentSettings()), operands, outputShape);
}
