import { InvolutionError } from '@involution/core';

/** Why each device that is being watched was lost; `undefined` while it lives. */
const losses = new WeakMap<GPUDevice, string | undefined>();

/** Begins to watch a device, so that {@link requireDevice} knows when it is lost. Watching it again does nothing. */
export function watchDevice(device: GPUDevice): void {
  if (losses.has(device)) return;
  losses.set(device, undefined);
  // The promise never rejects.
  void device.lost.then(({ reason, message }) => losses.set(device, message || reason));
}

/**
 * Throws where a device is lost. WebGPU itself goes on in silence: calls on a lost device do nothing, and results would be
 * whatever is in the memory. A device that nobody has watched is watched from then on, and found alive this once.
 *
 * @throws InvolutionError `DEVICE_LOST`.
 */
export function requireDevice(device: GPUDevice): void {
  watchDevice(device);
  const loss = losses.get(device);
  if (loss === undefined) return;
  throw new InvolutionError('DEVICE_LOST', 'device', `The GPU device is lost (${loss}).`);
}
