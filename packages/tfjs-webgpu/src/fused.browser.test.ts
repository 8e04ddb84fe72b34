import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import { describeTfjsFused } from '@involution/adapters/tfjs-fused';
import { fused } from '@involution/tfjs';
import { registerFused } from './fused.ts';
import { register } from './index.ts';

// Chromium's software GPU flushes subnormal numbers.
describeTfjsFused(
  {
    backend: 'webgpu',
    fused,
    register() {
      register();
      registerFused();
    },
    flushesBelow: 2 ** -126,
  },
  'all',
);
