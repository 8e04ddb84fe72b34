import type { InvolutionCall } from '@involution/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { env, type TensorInfo } from '@tensorflow/tfjs-core';
import { type ShaderSettings, shaderFor } from './choose-shader.ts';
import { runShader } from './run.ts';

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
  return runShader(backend, shaderFor(operation, geometry, settings()), operands, outputShape);
}

/** Read at every call, because tfjs's flags may be set at any time. */
function settings(): ShaderSettings {
  return { isPackingAllowed: env().getBool('WEBGL_PACK'), webglVersion: env().getNumber('WEBGL_VERSION') };
}
