// The whole kit in a browser: on the CPU, and on the GPU with each of the two builds that onnxruntime-web has for it.
import { ortAdapter } from '@involution/conformance/onnxruntime';
import { describeConformance } from '@involution/conformance/vitest';
import * as ort from 'onnxruntime-web/webgpu';
import { betweenSessions } from '../test/models.ts';
import { registerInvolution } from './index.ts';

registerInvolution(ort, { name: 'involution-wasm', executionProviders: ['wasm'] });
registerInvolution(ort, { name: 'involution-webgpu', executionProviders: ['webgpu'] });

describeConformance(ortAdapter({ name: 'onnxruntime-web, wasm', ort, executionProviders: ['involution-wasm'] }));
describeConformance(ortAdapter({ name: 'onnxruntime-web, webgpu', ort, executionProviders: ['involution-webgpu'] }));
describeConformance(
  ortAdapter({
    name: 'onnxruntime-web, webgpu, between sessions',
    ort,
    executionProviders: ['involution-webgpu'],
    toModel: betweenSessions,
  }),
);
