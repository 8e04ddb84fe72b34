// The whole kit on the bare module, in every build that Node has and in both data formats.
import { describeConformance } from '@involution/conformance/vitest';
import { expect, it } from 'vitest';
import { supportedBuilds } from './index.ts';
import { wasmAdapter } from './testing.ts';

for (const build of supportedBuilds()) {
  describeConformance(wasmAdapter(build, 'NHWC'));
  describeConformance(wasmAdapter(build, 'NCHW'));
}

it('has the builds that every Node has', () => {
  expect(supportedBuilds()).toEqual(expect.arrayContaining(['simd', 'scalar']));
});
