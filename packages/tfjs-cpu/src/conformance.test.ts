import { tfjsAdapter } from '@involution/adapters/tfjs';
import { describeConformance } from '@involution/conformance/vitest';
import { involution2d } from '@involution/tfjs';
import { register } from './index.ts';
import '@tensorflow/tfjs-backend-cpu';

describeConformance(tfjsAdapter({ name: 'tfjs-cpu', backend: 'cpu', involution2d, register }));
