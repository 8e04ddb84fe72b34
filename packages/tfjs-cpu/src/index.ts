import { getKernel, registerKernel } from '@tensorflow/tfjs-core';
import { kernelConfigs } from './kernels.ts';

/**
 * Registers involution's kernels for tfjs's backend `'cpu'`, after which `involution2d` of `@involution/tfjs` runs them
 * there. Calling it again does nothing; `import '@involution/tfjs-cpu/register'` calls it too.
 */
export function register(): void {
  for (const config of kernelConfigs) {
    // tfjs keeps kernels in a global registry and warns of duplicates.
    if (!getKernel(config.kernelName, config.backendName)) registerKernel(config);
  }
}
