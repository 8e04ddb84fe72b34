// The whole kit in a browser, where fused multiply-add is to be had.
import { describeConformance } from '@involution/conformance/vitest';
import { expect, it } from 'vitest';
import { supportedBuilds } from './index.ts';
import { wasmAdapter } from './testing.ts';

describeConformance(wasmAdapter('relaxed-simd', 'NHWC'));
describeConformance(wasmAdapter('relaxed-simd', 'NCHW'));

it('has every build', () => {
  expect(supportedBuilds()).toEqual(['relaxed-simd', 'simd', 'scalar']);
});
