import '@tensorflow/tfjs-backend-cpu';
import { describeTfjsRanks } from '@involution/adapters/tfjs-ranks';
import { involution1d, involution2d, involution3d } from '@involution/tfjs';
import { env } from '@tensorflow/tfjs-core';
import { register } from './index.ts';

for (const kernels of ['auto', 'wasm', 'typescript']) {
  const options = {
    name: `tfjs-cpu, ${kernels}`,
    backend: 'cpu',
    involution2d,
    register() {
      register();
      env().set('INVOLUTION_CPU_KERNELS', kernels);
    },
  };
  describeTfjsRanks({ involution1d, involution3d }, options, 'all');
}
