// The whole kit in a browser, where fused multiply-add is to be had.
import { describeConformance } from '@involution/conformance/vitest';
import { expect, it } from 'vitest';
import { adapterOf } from '../test/adapter.ts';
import { supportedBuilds } from './index.ts';

describeConformance(adapterOf('relaxed-simd', 'channelsLast'));
describeConformance(adapterOf('relaxed-simd', 'channelsFirst'));

it('has every build', () => {
  expect(supportedBuilds()).toEqual(['relaxed-simd', 'simd', 'scalar']);
});
