import { tfjsAdapter } from '@involution/adapters/tfjs';
import { describeConformance } from '@involution/conformance/vitest';
import { involution2d } from '@involution/tfjs';
import '@tensorflow/tfjs-backend-webgl';

describeConformance(tfjsAdapter({ name: 'composed on webgl', backend: 'webgl', involution2d }), {filter: t => t.id.startsWith('golden/torch-k1') || t.id.includes('rednet')});
