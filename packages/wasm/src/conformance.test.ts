// The whole kit on the bare module, in every build that Node has and in both data formats.
import { describeConformance } from '@involution/conformance/vitest';
import { expect, it } from 'vitest';
import { adapterOf } from '../test/adapter.ts';
import { supportedBuilds } from './index.ts';

for (const build of supportedBuilds()) {
  describeConformance(adapterOf(build, 'channelsLast'));
  describeConformance(adapterOf(build, 'channelsFirst'));
}

it('has the builds that every Node has', () => {
  expect(supportedBuilds()).toEqual(expect.arrayContaining(['simd', 'scalar']));
});
