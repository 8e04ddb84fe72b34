// WebGPU in Node: Dawn, on a real Vulkan device or on one in software.
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { create, globals } from 'webgpu';
import { hasGpu, softwareVulkanDriver } from './index.ts';

/** Kept for good: Dawn crashes when its instance is collected before its devices. */
let instance: GPU | undefined;

/** What a browser has as `navigator.gpu`, and its constants as globals. */
export function openGpu(): GPU {
  Object.assign(globalThis, globals);
  const driver = hasGpu() ? undefined : softwareVulkanDriver();
  if (driver !== undefined) useSoftwareVulkan(driver);
  instance ??= create([]);
  return instance;
}

/** Makes the Vulkan that comes with Chromium the one that Dawn finds, unless the environment names another. */
function useSoftwareVulkan(driver: string): void {
  process.env.VK_ICD_FILENAMES ??= driver;
  // Dawn asks the system for `libvulkan.so.1`. Chromium's lies outside the search path, but a library already in the
  // process is found by name. Node loads it, sees that it is no addon and throws; RTLD_NODELETE makes it stay.
  const RTLD_NODELETE = 0x1000;
  const { RTLD_NOW, RTLD_GLOBAL } = constants.dlopen;
  const loader = join(dirname(driver), 'libvulkan.so.1');
  try {
    process.dlopen({ exports: {} }, loader, RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
  } catch {}
}
