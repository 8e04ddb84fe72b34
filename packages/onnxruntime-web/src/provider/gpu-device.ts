import { InvolutionError } from '@involution/core';

/** Why each device that we have seen was lost; `undefined` while it lives. */
const losses = new WeakMap<GPUDevice, string | undefined>();

/** Begins to watch a device. */
export function watchDevice(device: GPUDevice): void {
  if (losses.has(device)) return;
  losses.set(device, undefined);
  // The promise never rejects.
  void device.lost.then(({ reason, message }) => losses.set(device, message || reason));
}

/**
 * Refuses a device that is lost. WebGPU itself goes on in silence: calls on a lost device do nothing, and results would
 * be whatever is in the memory.
 *
 * @throws InvolutionError `DEVICE_LOST`.
 */
export function requireDevice(device: GPUDevice): void {
  const loss = losses.get(device);
  if (loss === undefined) return;
  throw new InvolutionError('DEVICE_LOST', 'session', `The session is on a GPU device that is lost (${loss}).`);
}
