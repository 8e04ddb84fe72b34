// The float64 reference is a backend too: judged with float64's own roundoff, against others' code.
import { involution, involutionGradInput, involutionGradKernel } from '@involution/core';
import type { ConformanceAdapter } from './adapter.ts';
import { describeConformance } from './vitest.ts';

function referenceAdapter(dataFormat: 'channelsLast' | 'channelsFirst'): ConformanceAdapter {
  return {
    name: `reference in ${dataFormat}`,
    capabilities: { dataFormat, spatialRanks: [1, 2, 3] },
    knownFailures: {},
    unitRoundoff: 2 ** -53,
    init() {},
    forward: ({ x, kernel, options }) => involution(x, kernel, { ...options, dataFormat }),
    gradInput: ({ dy, kernel, x, options }) => involutionGradInput(dy, kernel, x.shape, { ...options, dataFormat }),
    gradKernel: ({ dy, x, kernel, options }) => involutionGradKernel(dy, x, kernel.shape, { ...options, dataFormat }),
    dispose() {},
  };
}

describeConformance(referenceAdapter('channelsLast'));
describeConformance(referenceAdapter('channelsFirst'));
