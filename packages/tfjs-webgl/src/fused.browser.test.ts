import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgl';
import { describeTfjsFused } from '@involution/adapters/tfjs-fused';
import { fused, registerFusedInvolutionKernel } from '@involution/tfjs';
import { computeFused } from './fused.ts';
import { register } from './index.ts';

describeTfjsFused(
  {
    backend: 'webgl',
    fused,
    // Two rows at a time, as of a large image.
    register() {
      registerFusedInvolutionKernel('webgl', (call: Parameters<typeof computeFused>[0]) => computeFused(call, 2));
      register();
    },
    // Chromium's software GPU flushes subnormal numbers.
    flushesBelow: 2 ** -126,
  },
  'all',
);
