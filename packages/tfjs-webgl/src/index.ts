import { getKernel, registerKernel } from '@tensorflow/tfjs-core';
import { kernelConfigs } from './kernels.ts';

/**
 * Registers involution's kernels for tfjs's backend `'webgl'`, after which `involution2d` of `@involution/tfjs` runs
 * them there, one shader per call. Calling it again does nothing; `import '@involution/tfjs-webgl/register'` calls it
 * too.
 */
export function register(): void {
  for (const config of kernelConfigs) {
    // tfjs keeps kernels in a global registry and warns of duplicates.
    if (!getKernel(config.kernelName, config.backendName)) registerKernel(config);
  }
}
