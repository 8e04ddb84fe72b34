import {
  copyRegisteredKernels,
  env,
  getKernelsForBackend,
  type KernelBackend,
  type KernelConfig,
  registerBackend,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** Names of our kernels: of the operator, fused with its span or not, and of all gradients. */
const OURS = /^(Fused)?Involution[23]D/;

/** Of `@involution/tfjs`, which whoever compares has loaded. */
const WARN = 'INVOLUTION_WARN_UNREGISTERED';

/**
 * Registers a second backend with all kernels of `backend` but none of ours, so that one process can compare a kernel of
 * ours with what a user has today.
 *
 * @param create Makes the backend object, as `backend`'s own package would.
 * @returns The name of the new backend, for `setBackend`.
 */
export function registerPlainBackend(backend: string, create: () => KernelBackend): string {
  const name = `${backend}-plain`;
  registerBackend(name, create);
  copyRegisteredKernels(backend, name);
  takeKernels(name);
  return name;
}

/**
 * Runs something on a backend as if it had none of our kernels, for a backend of which there can't be two: kernels of
 * tfjs's WebAssembly backend know only the heap of the one that was made last.
 */
export async function withoutOurKernels<T>(backend: string, run: () => Promise<T>): Promise<T> {
  const taken = takeKernels(backend);
  const warns = env().getBool(WARN);
  env().set(WARN, false);
  try {
    return await run();
  } finally {
    env().set(WARN, warns);
    taken.forEach(registerKernel);
  }
}

/** Takes our kernels from a backend, and returns them. */
function takeKernels(backend: string): KernelConfig[] {
  const kernels = getKernelsForBackend(backend).filter(({ kernelName }) => OURS.test(kernelName));
  for (const { kernelName } of kernels) unregisterKernel(kernelName, backend);
  return kernels;
}
