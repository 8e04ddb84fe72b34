import '@tensorflow/tfjs-backend-webgl';
import { describeTfjsRanks } from '@involution/adapters/tfjs-ranks';
import { involution1d, involution2d, involution3d } from '@involution/tfjs';
import { register } from './index.ts';

// Chromium's software GPU flushes subnormal numbers.
const options = { name: 'tfjs-webgl', backend: 'webgl', involution2d, register, flushesBelow: 2 ** -126 };
describeTfjsRanks({ involution1d, involution3d }, options, 'smoke');
