import { pickOperands } from '@involution/core';
import { uniformData } from '../module.ts';
import type { InvolutionProgram, ProgramOperands } from '../program.ts';
import { pipelineFor } from './pipeline.ts';

/** A program that is compiled for a device and has its uniforms in a buffer there, to be run any number of times. */
export interface PreparedProgram {
  /**
   * Records one run: a compute pass of its own.
   *
   * @param operands What the program reads: storage buffers of float32.
   * @param result What it writes: a storage buffer of float32 that is none of the operands.
   * @throws InvolutionError `MISSING_OPERAND`.
   */
  encode(encoder: GPUCommandEncoder, operands: ProgramOperands<GPUBufferBinding>, result: GPUBufferBinding): void;
  /** Frees the uniforms; the pipeline stays with the device. Runs that were submitted before are not affected. */
  destroy(): void;
}

/**
 * Prepares a program for a device. Pipelines are kept by the device and `program.key`: another program of the same key
 * compiles nothing.
 *
 * @throws InvolutionError `SHADER_COMPILATION_FAILED`, as a rejection, where the device does not compile it.
 */
export async function prepareProgram(device: GPUDevice, program: InvolutionProgram): Promise<PreparedProgram> {
  const pipeline = await pipelineFor(device, program);
  const data = uniformData(program);
  const uniforms = device.createBuffer({
    size: data.byteLength,
    usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
  });
  device.queue.writeBuffer(uniforms, 0, data);
  const names = program.operands.map(({ name }) => name);
  return {
    encode(encoder, operands, result) {
      const bindings = [...pickOperands(program.operation, names, operands), result, { buffer: uniforms }];
      const entries = bindings.map((resource, binding) => ({ binding, resource }));
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
      pass.dispatchWorkgroups(...program.dispatch);
      pass.end();
    },
    destroy: () => uniforms.destroy(),
  };
}
