import type { InvolutionCall } from '@involution/tfjs';
import { makeChannelsLastProgram, requireDevice } from '@involution/wgsl';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { runProgram } from './run-program.ts';

/**
 * Computes one call on tfjs's WebGPU backend with one shader.
 *
 * @throws InvolutionError `DEVICE_LIMIT_EXCEEDED` and `DEVICE_LOST`, before anything is allocated;
 * `SHADER_COMPILATION_FAILED`, as {@link runProgram}.
 */
export function compute({
  operation,
  geometry,
  operands,
  outputShape,
  backend,
}: InvolutionCall<WebGPUBackend>): TensorInfo {
  const { device } = backend;
  requireDevice(device);
  const { isFallbackAdapter } = device.adapterInfo ?? {}; // older browsers do not tell
  const program = makeChannelsLastProgram(operation, geometry, device.limits, { isFallbackAdapter });
  return runProgram(backend, program, operands, outputShape);
}
