import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { describeTfjsFactorized } from '@involution/adapters/tfjs-factorized';
import { factorizedInvolution2d } from '@involution/tfjs';
import { register } from './index.ts';

describeTfjsFactorized({ backend: 'wasm', factorizedInvolution2d, register }, 'all');
