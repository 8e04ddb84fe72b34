import { InvolutionError } from '@involution/core';

/** Why programs of a device do not compile, by their keys. */
const failures = new WeakMap<GPUDevice, Map<string, InvolutionError>>();

/** Faults of the text, and those of a driver that can't translate it. */
const FILTERS = ['validation', 'internal'] as const;

/**
 * Throws where {@link watchCompilation} has seen that a device does not compile a program.
 *
 * @param key The program's `key`.
 * @throws InvolutionError `SHADER_COMPILATION_FAILED`.
 */
export function requireCompiled(device: GPUDevice, key: string): void {
  const failure = failures.get(device)?.get(key);
  if (failure) throw failure;
}

/**
 * Watches a device while a host makes a pipeline of a program by `createComputePipeline`. WebGPU tells of a failure only
 * later, when the call that it spoils has returned; the error is then an unhandled rejection at once, so that it is never
 * silent, and {@link requireCompiled} throws it from then on. A host that can wait has {@link prepareProgram}.
 *
 * @param key The program's `key`.
 * @returns To be called once the pipeline has been made.
 */
export function watchCompilation(device: GPUDevice, key: string): () => void {
  for (const filter of FILTERS) device.pushErrorScope(filter);
  return () => {
    for (const _ of FILTERS) {
      void device.popErrorScope().then((cause) => {
        if (cause) throw keepFailure(device, key, compilationError(cause));
      });
    }
  };
}

/** What the caller is told of a shader that does not compile. */
export function compilationError(cause: GPUError | GPUPipelineError): InvolutionError {
  const message = `The device does not compile the shader: ${cause.message}`;
  return new InvolutionError('SHADER_COMPILATION_FAILED', 'shader', message, { cause });
}

function keepFailure(device: GPUDevice, key: string, error: InvolutionError): InvolutionError {
  const ofDevice = failures.get(device) ?? new Map<string, InvolutionError>();
  failures.set(device, ofDevice.set(key, error));
  return error;
}
