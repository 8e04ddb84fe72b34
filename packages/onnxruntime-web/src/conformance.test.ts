import { ortAdapter } from '@involution/conformance/onnxruntime';
import { describeConformance } from '@involution/conformance/vitest';
import * as ort from 'onnxruntime-web';
import { registerInvolution } from './index.ts';

registerInvolution(ort);

describeConformance(ortAdapter({ name: 'onnxruntime-web, wasm', ort, executionProviders: ['involution'] }));
