import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs';
import { describeTfjsFactorized } from '@involution/adapters/tfjs-factorized';
import { env } from '@tensorflow/tfjs-core';
import { factorizedInvolution2d } from './factorized-involution2d.ts';

env().set('INVOLUTION_WARN_UNREGISTERED', false);

describeTfjsFactorized({ backend: 'cpu', factorizedInvolution2d }, 'all');
