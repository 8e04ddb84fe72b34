// The whole kit on standalone modules, compiled and run by Dawn.
import { wgslAdapter } from '@involution/adapters/wgsl';
import { hasGpu } from '@involution/browser';
import { openGpu } from '@involution/browser/dawn';
import { isSmokeTest, runConformance } from '@involution/conformance';
import { describeConformance } from '@involution/conformance/vitest';
import { expect, it } from 'vitest';
import * as kernels from './index.ts';

const adapter = wgslAdapter({ name: 'wgsl NHWC', dataFormat: 'channelsLast', kernels, openGpu });
describeConformance(adapter);
describeConformance(wgslAdapter({ name: 'wgsl NCHW', dataFormat: 'channelsFirst', kernels, openGpu }));

// Only the text that reads and writes numbers is another, here the one that needs no feature of the device;
// `half-precision.test.ts` has each form of it, and `npm run conformance` the whole kit.
const halves = { name: 'wgsl NCHW in half precision', dataFormat: 'channelsFirst', storage: 'float16' } as const;
describeConformance(wgslAdapter({ ...halves, kernels, openGpu }), {
  filter: (test) => isSmokeTest(test) || test.suite === 'non-finite' || test.suite === 'range',
});

// SwiftShader flushes subnormal numbers; other devices may.
it.skipIf(hasGpu())('fails where numbers are subnormal on a device that flushes them and does not say so', async () => {
  const strict = { ...adapter, capabilities: { ...adapter.capabilities, flushesBelow: undefined } };
  const { results } = await runConformance(strict, { filter: ({ suite }) => suite === 'range' });
  const failed = results.filter(({ status }) => status === 'failed').map(({ id }) => id);
  expect(failed).toMatchInlineSnapshot(`
    [
      "range/subnormal-products/forward",
      "range/subnormal-products/gradInput",
      "range/subnormal-products/gradKernel",
      "range/subnormal-x/forward",
      "range/subnormal-x/gradKernel",
      "range/subnormal-kernel/forward",
      "range/subnormal-kernel/gradInput",
      "range/subnormal-dy/gradInput",
      "range/subnormal-dy/gradKernel",
    ]
  `);
});
