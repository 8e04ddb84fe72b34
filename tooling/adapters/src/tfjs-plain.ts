import {
  copyRegisteredKernels,
  getKernel,
  type KernelBackend,
  registerBackend,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

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
  for (const kernel of ['Involution2D', 'Involution2DBackpropInput', 'Involution2DBackpropKernel']) {
    if (getKernel(kernel, name)) unregisterKernel(kernel, name);
  }
  return name;
}
