// The whole kit on the bare module, in every build that Node has and in both data formats.
import { describeConformance } from '@involution/conformance/vitest';
import { expect, it } from 'vitest';
import { wasmAdapter } from '../test/adapter.ts';
import { supportedBuilds } from './index.ts';

for (const build of supportedBuilds()) {
  describeConformance(wasmAdapter(build, 'channelsLast'));
  describeConformance(wasmAdapter(build, 'channelsFirst'));
}

it('has the builds that every Node has', () => {
  expect(supportedBuilds()).toEqual(expect.arrayContaining(['simd', 'scalar']));
});
