import type { ConformanceAdapter } from '@involution/conformance';
import { tfjsAdapter } from '@involution/conformance/tfjs';
import { involution1d, involution2d, involution3d } from '@involution/tfjs';
import { env } from '@tensorflow/tfjs-core';
import { register } from '../src/index.ts';
import '@tensorflow/tfjs-backend-cpu';

/** A conformance adapter for the CPU kernels of one kind, or for those that a call chooses. */
export function cpuAdapter(kernels: 'auto' | 'wasm' | 'typescript'): ConformanceAdapter {
  return tfjsAdapter({
    name: `tfjs-cpu, ${kernels}`,
    backend: 'cpu',
    involution1d,
    involution2d,
    involution3d,
    register() {
      register();
      env().set('INVOLUTION_CPU_KERNELS', kernels);
    },
  });
}
