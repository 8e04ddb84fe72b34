import { InvolutionError } from '@involution/core';

/** Why each device that we have seen was lost; `undefined` while it lives. */
const losses = new WeakMap<GPUDevice, string | undefined>();

/**
 * Refuses a device that is lost. WebGPU itself goes on in silence: calls on a lost device do nothing, and results would
 * be whatever is in the memory.
 *
 * @throws InvolutionError `DEVICE_LOST`.
 */
export function requireDevice(device: GPUDevice): void {
  if (!losses.has(device)) {
    losses.set(device, undefined);
    device.lost.then(({ reason, message }) => losses.set(device, message || reason));
  }
  const loss = losses.get(device);
  if (loss !== undefined) {
    throw new InvolutionError('DEVICE_LOST', 'backend', `a device that is lost (${loss})`, 'a device that is alive');
  }
}
