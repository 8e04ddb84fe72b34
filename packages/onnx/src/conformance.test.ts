import { ortAdapter } from '@involution/conformance/onnxruntime';
import { describeConformance } from '@involution/conformance/vitest';
import * as ort from 'onnxruntime-web';
import { expandInvolution } from './index.ts';

describeConformance(ortAdapter({ name: 'onnxruntime-web, wasm, expandInvolution', ort, toModel: expandInvolution }));
