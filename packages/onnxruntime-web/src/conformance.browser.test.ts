// The whole kit on the GPU, where sessions between which involutions lie hand over their values with channels last; smoke
// tests on the paths that differ from it, or from the whole kit in Node, in little of the host's code.

import { isSmokeTest } from '@involution/conformance';
import { ortAdapter } from '@involution/conformance/onnxruntime';
import { describeConformance } from '@involution/conformance/vitest';
import * as ort from 'onnxruntime-web/webgpu';
import { betweenSessions } from '../test/models.ts';
import { registerInvolution } from './index.ts';

registerInvolution(ort, { name: 'involution-wasm', executionProviders: ['wasm'] });
registerInvolution(ort, { name: 'involution-webgpu', executionProviders: ['webgpu'] });

const onWasm = { ort, executionProviders: ['involution-wasm'] };
const onGpu = {
  ort,
  executionProviders: ['involution-webgpu'],
  // GPUs may flush subnormal numbers to zero, and this one does.
  flushesBelow: 2 ** -126,
};

describeConformance(ortAdapter({ name: 'onnxruntime-web, wasm', ...onWasm }), { filter: isSmokeTest });
describeConformance(ortAdapter({ name: 'onnxruntime-web, webgpu', ...onGpu }));
describeConformance(
  ortAdapter({ name: 'onnxruntime-web, webgpu, between sessions', ...onGpu, toModel: betweenSessions }),
  { filter: isSmokeTest },
);
describeConformance(
  ortAdapter({ name: 'onnxruntime-web, webgpu, float16', ...onGpu, storage: 'float16', flushesBelow: 2 ** -14 }),
  { filter: isSmokeTest },
);
