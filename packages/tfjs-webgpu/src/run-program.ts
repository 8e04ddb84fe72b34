import { pickOperands } from '@involution/core';
import {
  type InvolutionProgram,
  type ProgramOperand,
  type ProgramOperands,
  requireCompiled,
  watchCompilation,
} from '@involution/wgsl';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { toTfjsProgram } from './tfjs-program.ts';

/**
 * Runs a program in tfjs's own queue, its pipeline in tfjs's own cache.
 *
 * @param operands The tensors that the program reads, by name.
 * @param outputShape Of the result, a float32 tensor.
 * @throws InvolutionError `SHADER_COMPILATION_FAILED` where a former call has shown that the device does not compile it.
 */
export function runProgram(
  backend: WebGPUBackend,
  program: InvolutionProgram,
  operands: ProgramOperands<TensorInfo>,
  outputShape: number[],
): TensorInfo {
  const { device } = backend;
  requireCompiled(device, program.key);
  let endCompilation = () => {};
  const tfjsProgram = toTfjsProgram(program, outputShape, () => {
    endCompilation = watchCompilation(device, program.key);
  });
  const uniforms = program.uniforms.map(({ value }) => ({ type: 'int32', data: [value] }));
  try {
    const inputs = pickOperands(program.operation, tfjsProgram.variableNames as ProgramOperand['name'][], operands);
    return backend.runWebGPUProgram(tfjsProgram, [...inputs], 'float32', uniforms);
  } finally {
    endCompilation();
  }
}
