import { toModule } from '../module.ts';
import type { InvolutionProgram } from '../program.ts';
import { compilationError } from './compilation.ts';

/** Compiled programs by their keys. A device takes its own with it when it is gone. */
const pipelines = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/**
 * The compiled {@link toModule module} of a program, made once for a device and shared by all who ask for it.
 *
 * @throws InvolutionError `SHADER_COMPILATION_FAILED`, as a rejection, at every call.
 */
export function pipelineFor(device: GPUDevice, program: InvolutionProgram): Promise<GPUComputePipeline> {
  let ofDevice = pipelines.get(device);
  if (ofDevice === undefined) {
    ofDevice = new Map();
    pipelines.set(device, ofDevice);
  }
  const known = ofDevice.get(program.key);
  if (known !== undefined) return known;
  const made = compile(device, toModule(program));
  ofDevice.set(program.key, made);
  return made;
}

async function compile(device: GPUDevice, code: string): Promise<GPUComputePipeline> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code });
  const fault = device.popErrorScope();
  try {
    return await device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  } catch (error) {
    // The module's own error says what is wrong with the text, the pipeline's only that something is.
    throw compilationError((await fault) ?? (error as GPUPipelineError));
  }
}
