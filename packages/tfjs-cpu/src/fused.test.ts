import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import { describeTfjsFused } from '@involution/adapters/tfjs-fused';
import { fused } from '@involution/tfjs';
import { register } from './index.ts';

describeTfjsFused({ backend: 'cpu', fused, register }, 'all');
