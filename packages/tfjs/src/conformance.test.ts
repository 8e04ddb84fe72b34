import { tfjsAdapter } from '@involution/adapters/tfjs';
import { describeConformance } from '@involution/conformance/vitest';
import '@tensorflow/tfjs-backend-cpu';
import { involution2d } from './involution2d.ts';

describeConformance(tfjsAdapter({ name: 'composed on tfjs-backend-cpu', backend: 'cpu', involution2d }));
