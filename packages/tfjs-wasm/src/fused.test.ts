import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { describeTfjsFused } from '@involution/adapters/tfjs-fused';
import { fused } from '@involution/tfjs';
import { register } from './index.ts';

describeTfjsFused({ backend: 'wasm', fused, register }, 'all');
