// The whole kit on the newest release of onnxruntime-web, and smoke tests at both ends of the range that the package admits.

import { isSmokeTest } from '@involution/conformance';
import { ortAdapter } from '@involution/conformance/onnxruntime';
import { describeConformance } from '@involution/conformance/vitest';
import * as newest from 'onnxruntime-web';
import * as lowest from 'onnxruntime-web-lowest';
import * as prerelease from 'onnxruntime-web-prerelease';
import { registerInvolution } from './index.ts';

const name = 'conformance';
const executionProviders = [name];

registerInvolution(newest, { name });
describeConformance(ortAdapter({ name: 'onnxruntime-web, wasm', ort: newest, executionProviders }));

describeConformance(
  ortAdapter({
    name: 'onnxruntime-web, wasm, float16',
    ort: newest,
    executionProviders,
    storage: 'float16',
  }),
);

for (const ort of [lowest, prerelease]) {
  registerInvolution(ort, { name });
  const title = `onnxruntime-web ${ort.env.versions.web}, wasm`;
  describeConformance(ortAdapter({ name: title, ort, executionProviders }), { filter: isSmokeTest });
}
