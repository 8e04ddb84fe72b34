import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs';
import { describeTfjsFused } from '@involution/adapters/tfjs-fused';
import { env } from '@tensorflow/tfjs-core';
import * as fused from './index.ts';

env().set('INVOLUTION_WARN_UNREGISTERED', false);

describeTfjsFused({ backend: 'cpu', fused }, 'all');
