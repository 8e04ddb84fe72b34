import { InvolutionError } from '@involution/core';

/** Why programs of a device do not compile, by their keys. */
const failures = new WeakMap<GPUDevice, Map<string, InvolutionError>>();

/** Faults of the text, and those of a driver that can't translate it. */
const FILTERS = ['validation', 'internal'] as const;

/**
 * Refuses a program that the device is known not to compile.
 *
 * @throws InvolutionError `SHADER_COMPILATION_FAILED`.
 */
export function requireCompiled(device: GPUDevice, key: string): void {
  const failure = failures.get(device)?.get(key);
  if (failure) throw failure;
}

/**
 * Watches a device while it is told to compile a program. WebGPU answers later and goes on with zeros: a failure is then
 * an unhandled rejection at once, since the call that it spoils has returned, and {@link requireCompiled} throws it from
 * then on.
 *
 * @returns To be called once the pipeline has been made.
 */
export function watchCompilation(device: GPUDevice, key: string): () => void {
  for (const filter of FILTERS) device.pushErrorScope(filter);
  return () => {
    for (const _ of FILTERS) {
      void device.popErrorScope().then((cause) => {
        if (cause) throw keepFailure(device, key, cause);
      });
    }
  };
}

function keepFailure(device: GPUDevice, key: string, cause: GPUError): InvolutionError {
  const error = new InvolutionError('SHADER_COMPILATION_FAILED', 'shader', cause.message, 'what the device compiles');
  error.cause = cause;
  const ofDevice = failures.get(device) ?? new Map<string, InvolutionError>();
  failures.set(device, ofDevice.set(key, error));
  return error;
}
