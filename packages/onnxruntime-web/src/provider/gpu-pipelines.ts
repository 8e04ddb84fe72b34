import { type InvolutionProgram, toModule } from '@involution/wgsl';

/** Compiled programs by their keys. A device takes its own with it when it is gone. */
const pipelines = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/** The compiled program of a device, shared by all its sessions. */
export function pipelineFor(device: GPUDevice, program: InvolutionProgram): Promise<GPUComputePipeline> {
  let ofDevice = pipelines.get(device);
  if (ofDevice === undefined) {
    ofDevice = new Map();
    pipelines.set(device, ofDevice);
  }
  const known = ofDevice.get(program.key);
  if (known !== undefined) return known;
  const made = device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code: toModule(program) }), entryPoint: 'main' },
  });
  ofDevice.set(program.key, made);
  return made;
}
