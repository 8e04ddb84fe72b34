import '@tensorflow/tfjs-backend-wasm';
import { describeTfjsRanks } from '@involution/adapters/tfjs-ranks';
import { involution1d, involution2d, involution3d } from '@involution/tfjs';
import { register } from './index.ts';

const options = { name: 'tfjs-wasm', backend: 'wasm', involution2d, register };
describeTfjsRanks({ involution1d, involution3d }, options, 'all');
