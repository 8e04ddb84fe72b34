// The whole kit in a browser, where fused multiply-add is to be had.
import { describeConformance } from '@involution/conformance/vitest';
import { expect, it } from 'vitest';
import { wasmAdapter } from '../test/adapter.ts';
import { supportedBuilds } from './index.ts';

describeConformance(wasmAdapter('relaxed-simd', 'channelsLast'));
describeConformance(wasmAdapter('relaxed-simd', 'channelsFirst'));

it('has every build', () => {
  expect(supportedBuilds()).toEqual(['relaxed-simd', 'simd', 'scalar']);
});
