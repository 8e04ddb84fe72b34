import { describeTfjsOperands } from '@involution/adapters/tfjs-operands';
import { tfjsAdapter } from '@involution/conformance/tfjs';
import { involution2d } from '@involution/tfjs';
import { register } from './index.ts';
import '@tensorflow/tfjs-backend-webgpu';

describeTfjsOperands(tfjsAdapter({ name: 'tfjs-webgpu', backend: 'webgpu', involution2d, register }), involution2d);
