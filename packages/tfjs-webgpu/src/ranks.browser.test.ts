import '@tensorflow/tfjs-backend-webgpu';
import { describeTfjsRanks } from '@involution/adapters/tfjs-ranks';
import { involution1d, involution2d, involution3d } from '@involution/tfjs';
import { register } from './index.ts';

// Chromium's software GPU flushes subnormal numbers.
const options = { name: 'tfjs-webgpu', backend: 'webgpu', involution2d, register, flushesBelow: 2 ** -126 };
describeTfjsRanks({ involution1d, involution3d }, options, 'all');
