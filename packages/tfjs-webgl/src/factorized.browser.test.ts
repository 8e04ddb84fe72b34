import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgl';
import { describeTfjsFactorized } from '@involution/adapters/tfjs-factorized';
import { factorizedInvolution2d } from '@involution/tfjs';
import { register } from './index.ts';

// Chromium's software GPU flushes subnormal numbers.
describeTfjsFactorized({ backend: 'webgl', factorizedInvolution2d, register, flushesBelow: 2 ** -126 }, 'smoke');
