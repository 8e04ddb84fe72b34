import { tfjsAdapter } from '@involution/conformance/tfjs';
import type { ConformanceAdapter } from '@involution/conformance';
import { describeConformance } from '@involution/conformance/vitest';
import { involution2d } from '@involution/tfjs';
import { env } from '@tensorflow/tfjs-core';
import { register } from './index.ts';
import '@tensorflow/tfjs-backend-cpu';

function cpuAdapter(kernels: 'auto' | 'wasm' | 'typescript'): ConformanceAdapter {
  return tfjsAdapter({
    name: `tfjs-cpu, ${kernels}`,
    backend: 'cpu',
    involution2d,
    register() {
      register();
      env().set('INVOLUTION_CPU_KERNELS', kernels);
    },
  });
}

describeConformance(cpuAdapter('auto'));
describeConformance(cpuAdapter('wasm'));
describeConformance(cpuAdapter('typescript'));
