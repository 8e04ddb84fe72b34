import { tfjsAdapter } from '@involution/conformance/tfjs';
import { describeConformance } from '@involution/conformance/vitest';
import { involution2d } from '@involution/tfjs';
import { register } from './index.ts';
import '@tensorflow/tfjs-backend-webgpu';

describeConformance(
  tfjsAdapter({
    name: 'tfjs-webgpu',
    backend: 'webgpu',
    involution2d,
    register,
    // WGSL lets a device flush subnormal numbers, and Chromium's software GPU does.
    flushesBelow: 2 ** -126,
  }),
);
