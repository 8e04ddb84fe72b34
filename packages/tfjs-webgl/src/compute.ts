import type { Involution2DCall } from '@involution/tfjs';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { env, type TensorInfo } from '@tensorflow/tfjs-core';
import { runShader } from './run.ts';
import { type ShaderSettings, shaderFor } from './shader.ts';

/** What each operation reads and makes, by the names that the shaders have for it. */
const OPERANDS = {
  forward: { result: 'y', inputs: ['x', 'kernel'] },
  gradInput: { result: 'dx', inputs: ['dy', 'kernel'] },
  gradKernel: { result: 'dkernel', inputs: ['dy', 'x'] },
} as const;

/**
 * Computes one call on tfjs's WebGL backend: one shader, its program in tfjs's own cache.
 *
 * @throws InvolutionError `DEVICE_LOST`, or `DEVICE_LIMIT_EXCEEDED` before any texture is allocated.
 */
export function compute({
  operation,
  geometry,
  inputs,
  outputShape,
  backend,
}: Involution2DCall<MathBackendWebGL>): TensorInfo {
  const { result, inputs: names } = OPERANDS[operation];
  const shader = shaderFor(result, geometry, settings());
  return runShader(backend, shader, Object.fromEntries(names.map((name, k) => [name, inputs[k]])), outputShape);
}

/** Read at every call, because tfjs's flags may be set at any time. */
function settings(): ShaderSettings {
  return { isPackingAllowed: env().getBool('WEBGL_PACK'), webglVersion: env().getNumber('WEBGL_VERSION') };
}
