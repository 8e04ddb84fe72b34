import type { Involution2DCall } from '@involution/tfjs';
import { makeProgram } from '@involution/wgsl';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { requireDevice } from './device-loss.ts';
import { toTfjsProgram } from './tfjs-program.ts';

/**
 * Computes one call on tfjs's WebGPU backend: one shader, in tfjs's own queue, its pipeline in tfjs's own cache.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` and `DEVICE_LOST`, before anything is allocated.
 */
export function compute({
  operation,
  geometry,
  inputs,
  outputShape,
  backend,
}: Involution2DCall<WebGPUBackend>): TensorInfo {
  requireDevice(backend.device);
  const program = makeProgram(operation, geometry, backend.device.limits);
  const uniforms = program.uniforms.map(({ value }) => ({ type: 'int32', data: [value] }));
  return backend.runWebGPUProgram(toTfjsProgram(program, outputShape), [...inputs], 'float32', uniforms);
}
